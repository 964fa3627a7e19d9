import { expect, test } from 'vitest';
import { endpointName } from '../../../../plugins/investigate/observations/normalize-endpoint-name.ts';

test.each([
  ['GET', '/orders/1042?page=2#top', 'GET /orders/:id'],
  ['GET', 'https://shop.example/orders/1042', 'GET /orders/:id'],
  ['GET', '/users/3f1c9a7d-5b04-4e2c-8a69-14d7b0f5e3a2/cart', 'GET /users/:id/cart'],
  ['POST', '/files/3f1c9a7d5b04e2c8a6914d7b', 'POST /files/:id'],
  ['', '/customers/jane@example.com', '/customers/:id'],
  ['GET', '/invoices/inv-20931', 'GET /invoices/:id'],
  // Names that look slightly like identifiers.
  ['GET', '/api/v2/http2/login', 'GET /api/v2/http2/login'],
  ['GET', '/deadbeef', 'GET /deadbeef'],
  ['GET', '/talks/logging-monitorama-2013/slides', 'GET /talks/logging-monitorama-2013/slides'],
  ['GET', '/', 'GET /'],
  ['GET', '', 'GET '],
])('names %s %s as %s', (method, target, name) => {
  expect(endpointName(method, target)).toBe(name);
});

test('removes everything that a terminal would obey', () => {
  expect(endpointName('GET', '/a\u001b[31mred\u202e')).toBe('GET /a\ufffd[31mred\ufffd');
  expect(endpointName('GET', `/${'x-'.repeat(300)}`).length).toBeLessThanOrEqual(120);
});
