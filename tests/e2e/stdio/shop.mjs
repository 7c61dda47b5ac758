// A small shop as CSV files, made by rule: what notebooks of these tests ask about.

const regions = ['North', 'South', 'East', 'West'];
const products = ['lamp', 'chair', 'table', 'shelf', 'rug'];

/** Files of a folder `data/` with orders and stores; `rows` orders over the days of 2023 and 2024. */
export function shop(rows = 400) {
  const stores = ['store_id,city,region', ...regions.flatMap((region, i) => [1, 2].map(n => `${i * 2 + n},${region}ville ${n},${region}`))];
  const orders = ['order_id,store_id,product,amount,ordered_on'];
  for (let i = 1; i <= rows; ++i) {
    const day = new Date(Date.UTC(2023, 0, 1 + (i * 37) % 730)).toISOString().slice(0, 10);
    orders.push(`${i},${1 + (i * 7) % 8},${products[(i * 3 + (i >> 3)) % products.length]},${(10 + (i * 13) % 90).toFixed(2)},${day}`);
  }
  return {'data/orders.csv': `${orders.join('\n')}\n`, 'data/stores.csv': `${stores.join('\n')}\n`};
}

/** SQL that takes far longer than any test waits for: it can only be cancelled. */
export const endless = 'SELECT sum(a.amount * b.amount + c.amount * d.amount) AS total FROM orders a, orders b, orders c, orders d, orders e';

export const frontMatter = '---\nconnection: ./data\n---\n';

export const fence = (sql, attributes = '') => `\`\`\`sql${attributes && ` {${attributes}}`}\n${sql}\n\`\`\`\n`;
