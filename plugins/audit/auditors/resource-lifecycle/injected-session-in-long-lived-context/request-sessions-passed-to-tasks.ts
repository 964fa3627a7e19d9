import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import {
  type InjectedSession,
  listInjectedSessions,
} from '../acquired-resources/fastapi-injected-sessions.ts';
import { findSessionUses } from '../acquired-resources/session-uses.ts';

/** Session of a request that is passed to a task which runs after the request or concurrently. */
export interface SessionInTask extends Candidate {
  readonly by: 'task';
  readonly exemption: string | null;
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
}

const TASKS =
  /(?:^|\.)(?:add_task|create_task|ensure_future|start_soon|run_coroutine_threadsafe|submit)$/u;
/** Calls that wait for started tasks. */
const WAITS = /(?:^|\.)(?:gather|wait|wait_for|as_completed|shield)$/u;

export function* findSessionsInTasks(audited: AuditedCode): Generator<SessionInTask> {
  for (const session of listInjectedSessions(audited)) {
    const seen = new Set<number>();
    for (const use of findSessionUses(session.node, session.name)) {
      const call = taskAround(use, session.node);
      if (call === null || seen.has(call.id())) continue;
      seen.add(call.id());
      yield handed(audited, session, call);
    }
  }
}

/** Returns the call that starts a task with a session among its arguments, or null. */
function taskAround(use: SgNode, handler: SgNode): SgNode | null {
  for (let at = use.parent(); at !== null && at.id() !== handler.id(); at = at.parent()) {
    if (at.kind() !== 'call' || !TASKS.test(at.field('function')?.text() ?? '')) continue;
    const { start } = use.range();
    return argumentsOf(at).some((argument) => argument.range().start.index <= start.index)
      ? at
      : null;
  }
  return null;
}

function handed(audited: AuditedCode, session: InjectedSession, call: SgNode): SessionInTask {
  const { name, file } = session;
  const { start, end } = call.range();
  const callee = call.field('function')?.text() ?? '';
  const subject = formatFunctionName(audited, session.function);
  return {
    by: 'task',
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    severity: 'HIGH',
    exemption: isWaitedFor(call, session.node) ? 'the handler waits for the task' : null,
    issue: `${subject} passes ${name}, which belongs to one request, to ${callee}: the task runs after the response, when ${name} is already closed or in use elsewhere`,
    recommendation: `Pass ids instead of ${name}, and get a session from the factory in the code that ${callee} runs`,
  };
}

/** `await create_task(…)`, `tasks = [create_task(…)]; await gather(*tasks)`, a group of tasks. */
function isWaitedFor(call: SgNode, handler: SgNode): boolean {
  const callee = call.field('function')?.text() ?? '';
  if (/add_task$/u.test(callee)) return false;
  if (isOfGroup(call, callee.replace(/\.\w+$/u, ''))) return true;
  let statement: SgNode | null = call;
  while (statement !== null && !/statement$|^assignment$/u.test(String(statement.kind()))) {
    if (statement.kind() === 'await') return true;
    statement = statement.parent();
  }
  const name = statement?.kind() === 'assignment' ? statement.field('left')?.text() : undefined;
  const waits = handler.findAll({ rule: { kind: 'await' } });
  return waits.some((wait) => {
    const waited = wait.child(1);
    if (waited?.text() === name) return true;
    const isWait = WAITS.test(waited?.field('function')?.text() ?? '');
    return isWait && (name === undefined || wait.text().includes(name));
  });
}

/** `async with asyncio.TaskGroup() as group:` waits for all that it started. */
function isOfGroup(call: SgNode, group: string): boolean {
  for (let at = call.parent(); at !== null; at = at.parent()) {
    if (at.kind() !== 'with_statement') continue;
    const head =
      at
        .children()
        .find((child) => child.kind() === 'with_clause')
        ?.text() ?? '';
    if (
      /(?:TaskGroup|create_task_group|open_nursery|Executor)\(/u.test(head) &&
      head.endsWith(` ${group}`)
    ) {
      return true;
    }
  }
  return false;
}
