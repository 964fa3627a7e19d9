/**
 * Answers at once, and stands still for a second, two seconds after the first request that is not of
 * the warm-up, and every five seconds from then on. The thread sleeps: it takes no processor from
 * those who measure.
 */
import { createServer } from 'node:http';

const [STALL_MS, FIRST_MS, EVERY_MS] = [1_000, 2_000, 5_000];
const still = new Int32Array(new SharedArrayBuffer(4));
let begun = false;

createServer((request, response) => {
  if (request.url === '/measured' && !begun) {
    begun = true;
    setTimeout(stall, FIRST_MS);
  }
  response.end('ok\n');
}).listen(Number(process.env.PORT), '127.0.0.1');

function stall() {
  setTimeout(stall, EVERY_MS - STALL_MS);
  Atomics.wait(still, 0, 0, STALL_MS);
}
