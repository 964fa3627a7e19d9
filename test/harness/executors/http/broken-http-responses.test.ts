/** Answers other servers may send, Node.js does not: both models accept them as clients do. */
import type { Socket } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import type { HttpScenario } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  httpScenario,
  measureBlock,
  measureFailure,
  metricValue,
  requestSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';
import { respondOk, withLocalServer, withRawServer } from './in-process-http-server.ts';

afterAll(closeUnits);

const OK = 'HTTP/1.1 200 OK\r\n';
const HELLO = `${OK}Content-Length: 5\r\n\r\nhello`;

type Answer = (socket: Socket, count: number) => void;

const writes =
  (text: string): Answer =>
  (socket) =>
    void socket.write(text);
const ends =
  (text: string): Answer =>
  (socket) =>
    void socket.end(text);
const MODELS = [
  ['closed', { type: 'closed', connections: 4 }],
  ['open', { type: 'open', rate: 500, maxConnections: 1_000 }],
] as const;

function scenarioFor(
  load: HttpScenario['load'],
  url: string,
  changes: Partial<HttpScenario> & { readonly method?: string } = {},
): HttpScenario {
  const { method = 'GET', ...others } = changes;
  return httpScenario(null, {
    load,
    warmupMs: 0,
    durationMs: 100,
    request: requestSettings({ url, method }),
    ...others,
  });
}

/** Complete responses. */
const WHOLE: readonly Answer[] = [
  // The end of the connection is the end of the body, or of all that it will take.
  ends('HTTP/1.0 200 OK\r\n\r\nhello'),
  ends(`${OK}\r\nhello`),
  writes(HELLO.replace('1.1', '1.0')),
  writes(HELLO.replace('1.1 200 OK', '1.0 200 OK\r\nConnection: keep-alive')),
  writes(`${OK}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n`),
  writes(`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`),
  // No body follows, whatever the headers announce.
  writes('HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n'),
  writes('HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n'),
  writes(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${HELLO}`),
  // Data after the answer was not requested.
  writes(HELLO + HELLO),
  writes(`${HELLO}, and more`),
  ends(`${HELLO}HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n`),
];
const TO_HEAD: readonly Answer[] = [
  writes(`${OK}Content-Length: 100\r\n\r\n`),
  writes(`${OK}Transfer-Encoding: chunked\r\n\r\n`),
  writes(`${OK}\r\n`),
];
const CUT_SHORT: readonly Answer[] = [
  ends(`${OK}Content-Length: 10\r\n\r\nhello`),
  ends(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`),
  ends(`${OK}Connection: close\r\nContent-Length: 10\r\n\r\nhello`),
];

/** Gives the answers in turn, starting over after the last. */
const inTurn =
  (answers: readonly Answer[]): Answer =>
  (socket, count) =>
    answers[count % answers.length]?.(socket, count);

describe.each(MODELS)('the %s model', (_name, load) => {
  test.each([
    ['GET', WHOLE],
    ['HEAD', TO_HEAD],
  ])('counts no failure when every answer to a %s is complete', async (method, answers) => {
    let requests = 0;
    const answer: Answer = (socket, count) => {
      requests = count;
      inTurn(answers)(socket, count);
    };
    await withRawServer(answer, (url) =>
      withHttpUnit(scenarioFor(load, url, { method }), async (unit) => {
        // Each answer is sent at least twice, even on a slow machine.
        for (let index = 0; requests < 2 * answers.length; index += 1) {
          const { notes } = await unit.measure({ index, durationMs: 100 });
          expect(notes?.failures).toBeUndefined();
          expect(notes?.failed_requests).toBe(0);
        }
      }),
    );
  });

  test('counts failures by kind when one answer in ten is cut short or is not HTTP', async () => {
    let failures = 0;
    const bad = inTurn([...CUT_SHORT, writes('hello\r\n\r\n')]);
    const answer: Answer = (socket, count) => {
      if (count % 10 !== 0) return writes(HELLO)(socket, count);
      failures += 1;
      bad(socket, failures);
    };
    await withRawServer(answer, (url) =>
      withHttpUnit(scenarioFor(load, url), async (unit) => {
        const counts = new Map<string, number>();
        let requests = 0;
        for (let index = 0; failures < 8; index += 1) {
          const { operations, measurements, notes } = await unit.measure({
            index,
            durationMs: 100,
          });
          requests += operations;
          const failed = Number(notes?.failed_requests);
          expect(metricValue(measurements, 'error_rate')).toBe(failed / operations);
          for (const [, kind = '', count] of String(notes?.failures).matchAll(
            /([a-z ]+): (\d+)/g,
          )) {
            const name = kind.trim();
            counts.set(name, (counts.get(name) ?? 0) + Number(count));
          }
        }
        expect(failures).toBe(Math.floor(requests / 10));
        const unreadable = Math.floor((failures + 1) / 4);
        expect(Object.fromEntries(counts)).toEqual({
          'cut short': failures - unreadable,
          unreadable,
        });
      }),
    );
  });

  test('fails and gives the reason when every answer is cut short', async () => {
    await withRawServer(ends(`${OK}Content-Length: 10\r\n\r\nhello`), async (url) => {
      const { message } = await measureFailure(scenarioFor(load, url));
      expect(message).toMatch(
        /^all (\d+) GET requests .* failed: \1 × connection closed during a response$/,
      );
    });
  });

  test('sends no request on a connection that the server has announced it will close', async () => {
    const { notes } = await withLocalServer(
      respondOk,
      (url) => measureBlock(scenarioFor(load, url)),
      (server) => {
        // Node.js answers any request beyond this number with 503.
        server.maxRequestsPerSocket = 5;
      },
    );
    expect(notes?.statuses).toMatch(/^200: \d+$/);
  });
});

test('loses at most three requests per closed-model connection when a server closes silently', async () => {
  const [, load] = MODELS[0];
  let requests = 0;
  let failed = 0;
  const answer: Answer = (socket, count) => {
    requests = count;
    ends(HELLO)(socket, count);
  };
  await withRawServer(answer, (url) =>
    withHttpUnit(scenarioFor(load, url), async (unit) => {
      for (let index = 0; requests < 100; index += 1) {
        const { notes } = await unit.measure({ index, durationMs: 100 });
        failed += Number(notes?.failed_requests);
      }
    }),
  );
  expect(failed).toBeLessThanOrEqual(3 * load.connections);
});
