// Runs the built `lumen` in a folder of its own, where nothing of the user who runs the tests is seen or touched.
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {cleanEnvironment, program as server, temporaryFolder} from '../stdio/session.mjs';
import {shop} from '../stdio/shop.mjs';

export const program = join(server, '..', 'lumen');

export class Terminal {
  /** `files`: path -> text, beside the shop's data. */
  constructor(test, files = {}) {
    this.folder = temporaryFolder(test, {...shop(), ...files});
    this.environment = {...cleanEnvironment(join(this.folder, 'home')), NO_COLOR: '1', COLUMNS: '100'};
  }

  /** What one call says and how it ends: {code, signal, out, talk}. `output`: where standard output goes instead of a pipe. */
  async lumen(args, {input = '', output = 'pipe'} = {}) {
    const child = spawn(program, args, {cwd: this.folder, env: this.environment, stdio: ['pipe', output, 'pipe']});
    const said = {out: '', talk: ''};
    child.stdout?.setEncoding('utf8').on('data', text => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', text => { said.talk += text; });
    child.stdin.on('error', () => {}); // a program that reads nothing may be gone before it is written
    child.stdin.end(input);
    const [code, signal] = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...end) => resolve(end));
    });
    return {...said, code, signal};
  }
}
