/**
 * Checks a change in a process of its own: the request comes on stdin, and the answer is the last
 * line of stdout, which the module cannot reach.
 */
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { collectObservedValues } from '../generate/collect-argument-values-from-sessions.ts';
import { describeOrder } from '../generate/recorded-argument-patterns.ts';
import { describeLimits } from '../generate/recorded-value-limits.ts';
import { buildSeedCorpus, type SeedCorpus } from '../generate/seed-corpus.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import { type FoundDifference, shrinkSession } from '../sessions/shrink-call-session.ts';
import type { CheckRequest, CheckResponse } from './behavior-check-request.ts';
import { startTimeBudget } from './behavior-check-time-budget.ts';
import type { CallbackRule } from './compare-module-versions.ts';
import {
  compareCapturedSessions,
  orderSessions,
} from './compare-versions-on-captured-call-sessions.ts';
import { compareGeneratedSessions } from './compare-versions-on-generated-call-sessions.ts';
import {
  confirmDifference,
  HANG_TIMEOUT_MS,
  type ModuleVersions,
} from './confirm-reproducible-behavior-difference.ts';
import { describeDifference, type ReportedDifference } from './describe-behavior-difference.ts';
import { markReadCallbacks } from './mark-side-effect-free-callbacks.ts';
import { ModuleReplayer } from './replay-module-version.ts';

/** Milliseconds, of what is left, for minimizing a difference. */
const SHRINK_MS = 6_000;
const SHRINK_TRIES = 400;
/** Maximum number of attempts that each wait for a timeout. */
const SHRINK_TRIES_OF_TIME = 3;
/** Most positions of arguments whose limits are named as assumptions. */
const MOST_ASSUMED_LIMITS = 8;

/**
 * Replays captured calls on both versions, then generated calls, until they differ or the budget is
 * spent. If too few calls were compared by then, the result is inconclusive.
 */
async function runBehaviorCheck(
  versions: ModuleVersions,
  recorded: readonly Session[],
  request: CheckRequest,
): Promise<CheckResponse> {
  const { base, head } = versions;
  const [baseFailure, headFailure] = await Promise.all([base.load(), head.load()]);
  if (baseFailure !== null) return { state: 'unknown', reason: toSentence(baseFailure) };
  if (headFailure !== null) {
    return { state: 'unknown', reason: toSentence(`after the change, ${headFailure}`) };
  }
  const began = performance.now();
  const timeBudget = startTimeBudget(request.budgetMs);
  const ordered = orderSessions(recorded);
  const sessions = request.callbacks === 'may-overlap' ? ordered.map(markReadCallbacks) : ordered;
  const captured = await compareCapturedSessions(versions, sessions, timeBudget);
  if (captured.type === 'inconclusive') {
    const { type: _, ...unknown } = captured;
    return { state: 'unknown', ...unknown };
  }
  if (captured.type === 'differs') {
    const context = { ...request, origin: 'captured', sessions } as const;
    return describeSmallest(versions, context, captured.found);
  }
  const spanCount = request.watched.reduce((sum, { spans }) => sum + spans.length, 0);
  const unreached = head.unreached ?? [];
  // Where none of them is reached, generated calls hardly reach one: callers of the module may.
  if (spanCount > 0 && unreached.length === spanCount)
    return answerUnreached(unreached[0], request);
  // Calls that do not reach changed code show nothing.
  const reaching = head.functionsReachingChange();
  const isRelevant = (name: string): boolean => reaching === null || reaching.has(name);
  const corpus = buildSeedCorpus(sessions, isRelevant, request.literals.distinguishesInherited);
  const generated = await compareGeneratedSessions(versions, corpus, { ...request, timeBudget });
  if (generated.type === 'differs') {
    const context = { ...request, origin: 'made', sessions } as const;
    return describeSmallest(versions, context, generated.found);
  }
  const [offset] = head.unreached ?? [];
  if (offset !== undefined) return answerUnreached(offset, request);
  if (generated.type === 'inconclusive') {
    return { state: 'unknown', reason: toSentence(generated.reason) };
  }
  return {
    state: 'same',
    functions: [...captured.functions].filter(isRelevant).sort(),
    captured: captured.calls,
    made: generated.calls,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    assumes: listAssumptions(request.callbacks, sessions, corpus),
  };
}

/** Returns the answer where no call reaches an offset in the watched file. */
function answerUnreached(offset = 0, { head, watched }: CheckRequest): CheckResponse {
  const file = watched[0]?.file ?? '';
  const line = readFileSync(file, 'utf8').slice(0, offset).split('\n').length;
  const place = `${relative(head, file).replaceAll(sep, '/')}:${line}`;
  return { state: 'unknown', reason: `No call reaches the changed code at ${place}.` };
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function listAssumptions(
  callbacks: CallbackRule,
  sessions: readonly Session[],
  { observations: observed, argumentOrder }: SeedCorpus,
): readonly string[] {
  const observations = [...observed];
  const hasLists = observations.some(([, { types }]) => types.has('array'));
  return [
    ...(hasLists ? ['Lists have holes only where recorded lists have some.'] : []),
    ...[...argumentOrder].slice(0, MOST_ASSUMED_LIMITS).map(describeOrder),
    ...observations
      .flatMap(([position, { limits }]) => describeLimits(position, limits) ?? [])
      .slice(0, MOST_ASSUMED_LIMITS),
    ...(callbacks === 'same-order'
      ? []
      : [
          'Callbacks may overlap and run in another order, and calls started before a failure continue.',
        ]),
    ...(sessions.some(({ reads = [] }) => reads.length > 0)
      ? [
          'Callbacks whose names suggest reads and that had no other effect may be called only once per input, and slightly earlier.',
        ]
      : []),
  ];
}

async function describeSmallest(
  versions: ModuleVersions,
  { sessions, ...context }: ReportedDifference & { readonly sessions: readonly Session[] },
  found: FoundDifference,
): Promise<CheckResponse> {
  const observations = [...collectObservedValues(sessions).values()];
  const optional = new Set(observations.flatMap((observed) => [...observed.optional]));
  const small = await shrinkSession(found, (session) => confirmDifference(versions, session), {
    until: performance.now() + SHRINK_MS,
    maxTries: found.difference.kind === 'time' ? SHRINK_TRIES_OF_TIME : SHRINK_TRIES,
    canLack: (name) => optional.has(name),
  });
  return describeDifference(versions, small, context);
}

const request = JSON.parse(readFileSync(0, 'utf8')) as CheckRequest;
const createReplayer = (folder: string, watched: CheckRequest['watched']) =>
  new ModuleReplayer({
    worker: request.worker,
    folder,
    files: request.files,
    watched,
    file: join(folder, request.module),
    loadFirst: request.loadFirst.map((module) => join(folder, module)),
    hangMs: HANG_TIMEOUT_MS,
  });
const base = createReplayer(request.base, []);
const head = createReplayer(request.head, request.watched);
const sessions = JSON.parse(readFileSync(request.sessions, 'utf8')) as readonly Session[];
const answer: CheckResponse = await runBehaviorCheck(
  { base, head, callbacks: request.callbacks },
  sessions,
  request,
);
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
