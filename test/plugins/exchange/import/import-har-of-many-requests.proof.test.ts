import { expect, test } from 'vitest';
import { harImporter } from '../../../../plugins/exchange/import/har-importer.ts';

test('a HAR is read with more requests than a call can have arguments', () => {
  const entry = JSON.stringify({
    startedDateTime: '2026-01-01T00:00:00Z',
    time: 5,
    request: { url: 'http://127.0.0.1:8080/a' },
    response: { status: 200 },
  });
  const text = `{"log":{"entries":[${Array(130_000).fill(entry).join(',')}]}}`;
  const [run] = harImporter.read(text, { path: '/x.har', beside: () => null });
  expect(run?.trials).toMatchObject([{ blocks: [{ durationMs: 5 }] }]);
});
