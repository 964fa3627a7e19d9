/**
 * External payment service that the shop calls. It answers after a delay, which `POST /latency?ms=`
 * sets, and prints its address.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const SPREAD = 0.08;
let usualMs = Number(process.argv[2]);
let receipts = 0;

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://payments');
  if (pathname === '/latency') usualMs = Number(searchParams.get('ms'));
  else await sleep(usualMs * Math.exp(SPREAD * normal()));
  receipts += 1;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ receipt: `receipt ${receipts}` }));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
