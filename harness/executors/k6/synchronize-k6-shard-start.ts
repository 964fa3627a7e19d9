import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { sendLocalHttpRequest } from '../../host/network/send-local-http-request.ts';
import type { Clock } from '../../host.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';

/** Pause between two polls of a k6 that is not ready, milliseconds. */
const PAUSE_MS = 20;
/** `ExecutionStatusPausedBeforeRun` of k6, the same in 1.8 and 2.2 (lib/execution.go). */
const PAUSED_BEFORE_RUN = 4;

const statusSchema = z.object({
  data: z.object({ attributes: z.object({ status: z.number() }) }),
});
const setupSchema = z.object({
  data: z.object({ attributes: z.object({ data: z.unknown() }) }),
});
const errorSchema = z.object({ errors: z.array(z.object({ detail: z.string() })).min(1) });

/** Waits until k6 has created its virtual users and is paused. @returns false if aborted. */
export async function waitUntilPaused(port: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const answer = await sendLocalHttpRequest({ port, method: 'GET', path: '/v1/status' }, signal);
    const status = answer === null ? null : statusSchema.safeParse(tryParseJson(answer.text)).data;
    if (status?.data.attributes.status === PAUSED_BEFORE_RUN) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}

/** Runs the script's `setup()` once, in the first k6, for all. @returns Error; null on success. */
export async function runSetupOnce(
  ports: readonly number[],
  signal: AbortSignal,
): Promise<string | null> {
  const [first, ...others] = ports;
  if (first === undefined) return null;
  const path = '/v1/setup';
  const answer = await sendLocalHttpRequest({ port: first, method: 'POST', path }, signal);
  if (answer === null) return 'it did not respond';
  const value = tryParseJson(answer.text);
  if (answer.status !== 200) {
    return errorSchema.safeParse(value).data?.errors[0]?.detail ?? `status ${answer.status}`;
  }
  const data = setupSchema.safeParse(value).data?.data.attributes.data;
  // A script without setup() passes nothing on, which is different from null.
  if (data === undefined) return null;
  const body = JSON.stringify(data);
  const told = await Promise.all(
    others.map((port) => sendLocalHttpRequest({ port, method: 'PUT', path, body }, signal)),
  );
  return told.every((response) => response?.status === 200)
    ? null
    : 'the data from setup() could not be passed to the other shards';
}

const RELEASE = JSON.stringify({
  data: { type: 'status', id: 'default', attributes: { paused: false } },
});

/**
 * Starts all shards together. @returns Longest possible delay between their starts, milliseconds;
 * null if a shard did not accept the request.
 */
export async function releaseShards(
  clock: Clock,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<number | null> {
  const startMs = clock.monotonicMs();
  const answers = await Promise.all(
    ports.map((port) =>
      sendLocalHttpRequest({ port, method: 'PATCH', path: '/v1/status', body: RELEASE }, signal),
    ),
  );
  const spanMs = clock.monotonicMs() - startMs;
  return answers.every((answer) => answer?.status === 200) ? spanMs : null;
}
