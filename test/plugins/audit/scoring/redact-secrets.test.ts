/** Reports quote code, and are sent to places where the code is not. */
import { expect, test } from 'vitest';
import { redactSecrets } from '../../../../plugins/audit/scoring/redact-secrets.ts';

test.each([
  [
    'create_engine("postgresql://app:s3cret@db/app")',
    'create_engine("postgresql://app:***@db/app")',
  ],
  ['get("https://u:p@ss@host/x")', 'get("https://u:***@host/x")'],
  ['connect(host="db", password="s3cret")', 'connect(host="db", password="***")'],
  ["new Pool({ password: 's3cret', max: 5 })", "new Pool({ password: '***', max: 5 })"],
  ['post(url, headers={"api_key": "s3cret"})', 'post(url, headers={"api_key": "***"})'],
  ['connect("host=db password=s3cret user=app")', 'connect("host=db password=*** user=app")'],
  ['connect(password="cut off in the mid', 'connect(password="***"'],
])('%s', (text, expected) => {
  expect(redactSecrets(text)).toBe(expected);
});

test.each([
  'session.get(User, token_id)',
  'await fetch("https://host:8080/users")',
  'redis://cache:6379/0',
  'check_password(user, given)',
])('redacts nothing in %s', (text) => {
  expect(redactSecrets(text)).toBe(text);
});
