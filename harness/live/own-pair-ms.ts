import type { LiveSubject } from './live-subject.ts';

/**
 * What a pair in processes of its own takes, milliseconds: as the last that confirmed did, else by the
 * pairs of the screen. Those of functions may have shared their processes, where a pair is far shorter.
 */
export function ownPairMs({ scenario, trials, elapsedMs, pairs }: LiveSubject): number {
  const [a, b] = [trials.a.at(-1), trials.b.at(-1)];
  if (a?.stage === 'confirm' && b?.stage === 'confirm') {
    const end = Math.max(a.startedMs + a.durationMs, b.startedMs + b.durationMs);
    return end - Math.min(a.startedMs, b.startedMs);
  }
  const typicalMs = pairs === 0 ? 0 : elapsedMs / pairs;
  if (scenario.kind !== 'function') return typicalMs;
  return Math.max(typicalMs, 2 * (scenario.warmupMs + scenario.measureMs));
}
