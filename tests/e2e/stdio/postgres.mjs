// A PostgreSQL of its own, from Debian's package, in a temporary folder and on loopback only, with a password.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

function binaries() {
  const base = '/usr/lib/postgresql';
  const newest = existsSync(base) && readdirSync(base).sort((a, b) => b - a).find(version => existsSync(join(base, version, 'bin/initdb')));
  assert.ok(newest, 'PostgreSQL is not installed; scripts/setup installs it');
  return join(base, newest, 'bin');
}

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

export class Postgres {
  user = 'reader';
  password = 'Sesame-open-9';
  database = 'shop';

  /** `after`: what ends it, as `test.after`. */
  static async start(after) {
    const server = new Postgres();
    server.bin = binaries();
    server.folder = mkdtempSync(join(tmpdir(), 'lumen-postgres-'));
    const root = process.getuid() === 0; // PostgreSQL refuses to run as root
    const id = name => Number(execFileSync('id', [name, 'postgres'], {encoding: 'utf8'}));
    server.as = root ? {uid: id('-u'), gid: id('-g')} : {};
    const secret = join(server.folder, 'password');
    writeFileSync(secret, server.password);
    if (root) for (const path of [server.folder, secret]) chownSync(path, server.as.uid, server.as.gid);
    const data = join(server.folder, 'data');
    execFileSync(join(server.bin, 'initdb'), ['-D', data, '-U', server.user, '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8',
      '--locale=C', '--no-sync'], {...server.as, cwd: server.folder, stdio: 'pipe'});
    server.port = await freePort();
    server.child = spawn(join(server.bin, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(server.port), '-k', server.folder, '-F'],
      {...server.as, cwd: server.folder, stdio: 'pipe'});
    server.ended = new Promise(resolve => server.child.on('close', resolve));
    after(() => server.stop());
    for (let tries = 0; ; ++tries) {
      try { server.sql('SELECT 1', 'postgres'); break; } catch (error) { if (tries > 100) throw error; }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    server.sql('CREATE DATABASE shop', 'postgres');
    return server;
  }

  environment() { return {PGPASSWORD: this.password}; }

  url(user = this.user) { return `postgresql://${user}@127.0.0.1:${this.port}/${this.database}`; }

  /** Runs SQL as the owner, through psql; gives what it prints. */
  sql(text, database = this.database, args = []) {
    return execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(this.port), '-U', this.user, '-d', database, ...args],
      {input: text, encoding: 'utf8', env: {...process.env, PGPASSWORD: this.password}, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 28});
  }

  async stop() {
    if (this.child.exitCode === null) this.child.kill('SIGQUIT');
    await this.ended;
    rmSync(this.folder, {recursive: true, force: true});
  }
}
