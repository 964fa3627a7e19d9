import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isSameModel } from '../key-arguments/entity-key-parameters.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { readRowIdentity } from '../reads/key-value-identifying-row.ts';
import { parseJavaScriptStatement } from '../statements/parse-javascript-write-statement.ts';
import { parsePythonStatement } from '../statements/parse-python-write-statement.ts';

interface Again {
  readonly read: EntityRead;
  readonly before: { readonly site: CallSite; readonly variable: string };
}

const ENDS =
  /(?:^|\.)(?:commit|rollback|refresh|refresh_from_db|arefresh_from_db|expire|expire_all|reload|flush|sleep|setTimeout|delay)$/u;
const READS =
  /^(?:find|get|fetch|load|select|query|count|exists|filter|all|first|one|where|read|list|aget|afirst)/u;
const WRITES =
  /(?:^|_)(?:update|save|create|delete|remove|destroy|insert|upsert|set|add|apply|move|restore|archive|increment|decrement|publish|process|sync|perform|execute|run|mark|change|edit|modify|write|register)/iu;
/** Maximum depth of calls to follow. */
const DEEPEST = 3;

/** Returns why a row may change between its two reads in a function; null if no code writes it. */
export function explainRowChange({ read, before }: Again, audited: AuditedCode): string | null {
  const between = audited.code
    .callsOf(read.site.function)
    .filter(({ raw }) => raw.start >= before.site.raw.end && raw.end <= read.site.raw.start);
  for (const site of between) {
    const { callee, line } = site.call;
    if (ENDS.test(callee)) return `${callee} on line ${line} makes the loaded row stale`;
    if (mayChange(site, read, before.variable, audited)) {
      return `${callee} on line ${line} may change the row`;
    }
    for (const target of site.call.isGuess ? [] : site.call.targets) {
      if (writesBelow(target, read, audited, DEEPEST)) {
        return `${callee} on line ${line} changes the row`;
      }
    }
  }
  return null;
}

/** True if the receiver, the method or an argument suggests that the call changes the row. */
function mayChange(
  site: CallSite,
  read: EntityRead,
  variable: string,
  audited: AuditedCode,
): boolean {
  const { callee } = site.call;
  const dot = callee.lastIndexOf('.');
  const [receiver, method] = [callee.slice(0, Math.max(dot, 0)), callee.slice(dot + 1)];
  const own = read.site.call.callee;
  const isOfModel =
    receiver === own.slice(0, own.lastIndexOf('.')) ||
    plain(receiver).includes(plain(read.model)) ||
    plain(method).includes(plain(read.model));
  if (isOfModel && !READS.test(method)) return true;
  // `this.markAsRead.execute({ id })`: the key of the read identifies the row that is changed.
  const key = readRowIdentity(read);
  const isTold = key !== null && site.raw.argumentText.includes(key);
  if (isTold && WRITES.test(`${receiver.replace(/^.*\./u, '')}_${method}`)) return true;
  if (receiver === variable || receiver.startsWith(`${variable}.`)) return WRITES.test(method);
  return writes(site, read, audited);
}

function writes(site: CallSite, { model }: EntityRead, audited: AuditedCode): boolean {
  const made = isPythonFunction(audited, site.function)
    ? parsePythonStatement(audited, site)
    : parseJavaScriptStatement(audited, site);
  if (made === null) return false;
  const written = made.model ?? repositoryIn(site.call.callee);
  return written === null || isSameModel(written, model, true);
}

/** Returns a repository call's entity, `order` of `this.orderRepository.save`, else null. */
function repositoryIn(callee: string): string | null {
  const [, name = ''] = /(\w+?)_?(?:[rR]epository|[rR]epo|_dao)\.\w+$/u.exec(callee) ?? [];
  return name === '' ? null : name;
}

function writesBelow(
  index: number,
  read: EntityRead,
  audited: AuditedCode,
  depth: number,
): boolean {
  return audited.code
    .callsOf(index)
    .some(
      (site) =>
        writes(site, read, audited) ||
        (depth > 1 &&
          !site.call.isGuess &&
          site.call.targets.some((target) => writesBelow(target, read, audited, depth - 1))),
    );
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
