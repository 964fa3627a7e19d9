import type { CallSite } from '../../../../analysis/index.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import {
  findCallPath,
  listDirectCalls,
  listExecutedCalls,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import { listTransactions } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { PrematureSend } from './job-or-event-sent-before-commit.ts';
import { findPrecedingWrites, type PrecedingWrites } from './writes-before-job-is-sent.ts';

/** Marks of functions that a worker runs. */
const TASK_MARK = /(?:^|\.)(?:shared_task|task|actor|job)$/u;
/** Calls that enqueue a job, by package and by the usual name of the receiver. */
const QUEUES: readonly {
  readonly source: RegExp;
  readonly receiver: RegExp;
  readonly acts: RegExp;
}[] = [
  {
    source: /^(?:bullmq|bull|@nestjs\/bull(?:mq)?|bee-queue)$/u,
    receiver: /queue$/iu,
    acts: /^(?:add|addBulk|createJob)$/u,
  },
  { source: /^pg-boss$/u, receiver: /boss$/iu, acts: /^(?:send|sendAfter|publish|insert)$/u },
  { source: /^@?agenda(?:js\/|$)/u, receiver: /agenda$/iu, acts: /^(?:now|schedule)$/u },
  { source: /^inngest$/u, receiver: /inngest$/iu, acts: /^send$/u },
  {
    source: /^@trigger\.dev\/sdk/u,
    receiver: /(?:task|tasks|job)$/iu,
    acts: /^(?:trigger|batchTrigger)$/u,
  },
];
/** Steps down that are followed. */
const DEEPEST = 4;

/** Yields jobs that are passed to a worker while the transaction they depend on is open. */
export function* findPrematureJobs(audited: AuditedCode): Generator<PrematureSend> {
  const sends = createJobCallMatcher(audited);
  const known = new Map<number, CallSite | null>();
  const sentIn = (index: number): CallSite | null => {
    const kept = known.get(index);
    if (kept !== undefined) return kept;
    const found = listExecutedCalls(audited.code, index).find(sends) ?? null;
    known.set(index, found);
    return found;
  };
  // Transactions of two databases may be open around a call, which is reported once.
  const all = new Map<CallSite, PrematureSend>();
  for (const transaction of listTransactions(audited)) {
    const begun = { text: transaction.begun, line: transaction.beginLine };
    for (const site of listDirectCalls(audited, transaction)) {
      const way = sends(site) ? [] : findCallPath(audited.code, site, DEEPEST, sentIn);
      if (way === null) continue;
      const found = createCallCandidate(site, (way.at(-1) ?? site).call.callee, transaction.file);
      const written = findPrecedingWrites(audited, transaction, { site, way, sends });
      const shared = { by: 'early', kind: 'job', way, write: null, siblings: [] } as const;
      const known = all.get(site)?.written;
      if (known != null && weightOf(known) >= weightOf(written)) continue;
      all.set(site, { ...found, ...shared, begun, written });
    }
  }
  yield* all.values();
}

function weightOf({ isTold, isWritten }: PrecedingWrites): number {
  return (isTold ? 2 : 0) + (isWritten ? 1 : 0);
}

/** Returns a predicate for calls passing a job to a worker: Celery, RQ, Dramatiq, Bull and such. */
export function createJobCallMatcher(audited: AuditedCode): (site: CallSite) => boolean {
  const { code } = audited;
  const tasks = new Set(
    code.facts.functions.flatMap(({ file, name }, index) =>
      file.endsWith('.py') &&
      code.rawOf(index).decorators.some((decorator) => TASK_MARK.test(decorator.name))
        ? [name]
        : [],
    ),
  );
  const sources = new Set(
    code.sources.flatMap((file) => code.importsOf(file).map(({ source }) => source)),
  );
  const queues = QUEUES.filter(({ source }) =>
    [...sources].some((importSource) => source.test(importSource)),
  );
  const hasArq = [...sources].some((source) => /^arq(?:\.|$)/u.test(source));
  return (site) => {
    const { function: index, call } = site;
    const { callee } = call;
    const [, receiver = '', method = ''] = /(?:^|\.)(\w+)\.(\w+)$/u.exec(callee) ?? [];
    if (code.facts.functions[index]?.file.endsWith('.py') !== true) {
      return queues.some((queue) => queue.receiver.test(receiver) && queue.acts.test(method));
    }
    if (hasArq && method === 'enqueue_job') return true;
    if (method === 'apply_async' || method === 'send_task') return true;
    if (method === 'delay' || method === 'send') return tasks.has(receiver);
    if (/^enqueue(?:_at|_in|_call)?$/u.test(method) && isQueueOfRq(audited, site, receiver)) {
      return true;
    }
    return /^(?:django_rq|rq(?:\.\w+)*)\.enqueue\w*$/u.test(code.nameOf(index, callee) ?? '');
  };
}

/** `queue = django_rq.get_queue('default')`, `Queue(connection=redis)`. */
function isQueueOfRq(audited: AuditedCode, site: CallSite, receiver: string): boolean {
  const made = resolveVariable(audited, site, receiver)?.of;
  const name = made === undefined ? null : audited.code.nameOf(site.function, made);
  return name !== null && /^(?:django_rq(?:\.\w+)*\.get_queue|rq(?:\.\w+)*\.Queue)$/u.test(name);
}
