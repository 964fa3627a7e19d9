/** A small JSON server: each request renders a page of rows. */
import { createServer } from 'node:http';
import { amount } from './amount.js';

const rows = Array.from({ length: 10 }, (_, index) => ({ id: index, name: `row ${index}` }));

function render() {
  let text = '';
  for (let round = 0; round < amount; round += 1) text = JSON.stringify({ round, rows });
  return text;
}

createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(render());
}).listen(Number(process.env.PORT), '127.0.0.1');
