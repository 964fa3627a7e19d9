/** Server that both load generators target: `/` answers at once, `/after-5-ms` after 5 ms. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  if (request.url === '/') response.end('ok');
  else setTimeout(() => response.end('ok'), 5);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
