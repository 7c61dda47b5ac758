// What the user is told of a run that went well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteOf } from '../src/protocol';

test('a run that went well tells its note with the name of its cell, any other run none', () => {
  const message = 'Only the first 1,000 rows were fetched.';
  assert.equal(noteOf({ cell: 'sales', status: 'ok', message }), `sales: ${message}`);
  assert.equal(noteOf({ cell: 'sales', status: 'unchanged', message }), `sales: ${message}`);
  assert.equal(noteOf({ cell: '', status: 'ok', message }), message);
  assert.equal(noteOf({ cell: 'sales', status: 'ok', message: '' }), '');
  assert.equal(noteOf({ cell: 'sales', status: 'failed', message: 'no such table' }), '');
  assert.equal(noteOf({ cell: 'sales', status: 'cancelled', message: 'cancelled' }), '');
});
