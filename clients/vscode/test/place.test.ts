// Where lines stand, and where results end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartFences, endOfResult, places } from '../src/place';

const notebook = `---
connection: ./data
---
# Sales

Which region sold most?

\`\`\`sql {name=top_region}
SELECT 1 -- \`\`\` not an end
\`\`\`

<!-- lumen:result v=1 of=top_region rows=4 -->

| region |
| :----- |

\`\`\`vega-lite
{"mark": "bar"}
\`\`\`

<!-- lumen:end -->

~~~~{sql}
SELECT 2
~~~
~~~~
\`\`\`python
print()
\`\`\`
end`.split('\n');

test('every line has its place', () => {
  const found = places(notebook);
  assert.equal(found.length, notebook.length);
  const at = (text: string): string | undefined => found[notebook.findIndex((line) => line.startsWith(text))];
  assert.equal(at('connection'), 'front matter');
  assert.equal(at('Which'), 'prose');
  assert.equal(at('```sql'), 'sql');
  assert.equal(at('SELECT 1'), 'sql');
  assert.equal(at('| region'), 'result');
  assert.equal(at('{"mark"'), 'result');
  assert.equal(at('<!-- lumen:end'), 'result');
  assert.equal(at('SELECT 2'), 'sql');
  assert.equal(at('print'), 'fence');
  assert.equal(at('end'), 'prose');
});

test('a result without its end owns nothing', () => {
  assert.deepEqual(places(['<!-- lumen:result v=1 of=a -->', 'text']), ['prose', 'prose']);
});

test('an unclosed fence goes to the end, front matter needs an end', () => {
  assert.deepEqual(places(['```sql', 'SELECT', '']), ['sql', 'sql', 'sql']);
  for (const info of ['sql {name=a}', '{sql}', '{.sql #a}', ' {#a .sql}', 'duckdb']) {
    assert.deepEqual(places(['```' + info, '```']), ['sql', 'sql'], info);
  }
  assert.deepEqual(places(['```{.mysql}', '```']), ['fence', 'fence']);
  assert.deepEqual(places(['---', 'a: b']), ['prose', 'prose']);
});

test('the end of a cell’s result is found by its name, not by the start of it', () => {
  assert.equal(notebook[endOfResult(notebook, 'top_region') ?? 0], '<!-- lumen:end -->');
  assert.equal(endOfResult(notebook, 'top'), undefined);
  assert.equal(endOfResult(['<!-- lumen:result v=1 of=a -->'], 'a'), undefined);
  assert.equal(endOfResult(['<!-- lumen:result v=1 of=a%20b -->', '<!-- lumen:end -->'], 'a b'), 1);
});

test('the charts of results are found, an author’s own are not', () => {
  const fence = '```vega-lite\n{}\n```\n';
  const text = `${fence}\n<!-- lumen:result v=1 of=a_b rows=4 -->\n\n${fence}\n<!-- lumen:end -->\n\n${fence}`;
  assert.deepEqual(chartFences(text.split('\n')), [{ cell: 'a_b', first: 6, last: 8 }]);
});
