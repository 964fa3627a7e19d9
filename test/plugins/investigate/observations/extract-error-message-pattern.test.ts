import { expect, test } from 'vitest';
import { toMessagePattern } from '../../../../plugins/investigate/observations/error-log-message-patterns.ts';

test.each([
  ['order 1042 failed after 3.5 s', 'order ? failed after ? s'],
  ['duplicate key "orders_pkey" for \'7\'', 'duplicate key ? for ?'],
  ["can't connect to 10.0.0.1:5432", "can't connect to ?"],
  ['no user a.b@shop.example at GET /x?token=abc&b=1', 'no user ? at GET /x?'],
  ['job 5b8efff7-9803-8103-d269-b633813fc60c is lost', 'job ? is lost'],
  ['TypeError: x is undefined\n    at f (a.js:1:2)', 'TypeError: x is undefined'],
  ['  \u001b[2J ', '\ufffd[?J'],
  ['', '(no message)'],
])('reduces %j to %j', (message, pattern) => {
  expect(toMessagePattern(message)).toBe(pattern);
});

test.each([
  'password=hunter2 was refused',
  'login failed (password: "hunter2")',
  'Authorization: Bearer hunter2hunter2',
  'cannot reach postgres://shop:hunter2@db:5432/shop',
  '{"api_key":"hunter2"}',
  "secret='hunter2",
])('leaves no secret in %j', (message) => {
  expect(toMessagePattern(message)).not.toContain('hunter2');
});
