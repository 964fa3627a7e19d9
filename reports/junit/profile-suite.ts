import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { CallFacts } from '../facts/profile/call-facts.ts';
import type { MapFacts } from '../facts/profile/map-facts.ts';
import type { ProfileFacts } from '../facts/profile/profile-facts.ts';
import { type CaseResult, type JunitSuite, junitCase } from './suite.ts';

const RESULTS: Readonly<Record<ProfileReport['state'], CaseResult>> = {
  completed: 'passed',
  failed: 'error',
  interrupted: 'skipped',
};

/** A profile as a suite of one case. */
export function profileSuite(facts: ProfileFacts, document: ProfileReport): JunitSuite {
  const { state, duration_ms: durationMs, environment, created_at: startedAt, file } = document;
  const result = RESULTS[state];
  const { sentence } = facts.headline;
  const text = [
    sentence,
    ...(facts.map === null ? [] : mapText(facts.map)),
    ...facts.spots.map(({ self, name, place }) => `${self.center} ${name} ${place}`.trim()),
    ...(facts.memory === null ? [] : [facts.memory.sentence]),
    ...(facts.calls === null ? [] : callsText(facts.calls)),
  ].join('\n');
  const common = { name: 'profile', className: facts.scenario, timeMs: durationMs, result };
  return {
    name: facts.scenario,
    file,
    startedAt,
    hostname: environment?.machine.hostname ?? null,
    properties: [['tool', document.tool]],
    cases: [
      junitCase(
        result === 'passed' ? { ...common, text } : { ...common, type: state, message: sentence },
      ),
    ],
    elapsedMs: durationMs,
  };
}

/** The bottlenecks, whose turn it is, and the gate. */
function mapText({ bottlenecks, advice, gate }: MapFacts): readonly string[] {
  return [
    ...bottlenecks.map(({ detail, place, bottleneck }) =>
      `${bottleneck.priority} ${detail} ${place}`.trim(),
    ),
    ...(advice === null ? [] : [advice]),
    gate.line,
  ];
}

function callsText({ title, rows }: CallFacts): readonly string[] {
  return [
    `${title}:`,
    ...rows.map(({ time, calls, name, place, does }) =>
      `${time} ${calls} ${name} ${place} ${does}`.trim(),
    ),
  ];
}
