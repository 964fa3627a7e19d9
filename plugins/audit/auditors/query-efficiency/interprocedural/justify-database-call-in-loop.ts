import { findModels } from '../../../analysis/models/find-models.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  justifyLoopedStatement,
  type StatementExemption,
} from '../statements/justify-write-statement-in-loop.ts';
import { isRecordClass } from '../statements/orm-record-save-call.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';
import type { LoopedCall } from './looped-calls-reaching-database.ts';
import { explainRareCallPath, explainVariableTable } from './writes-reached-in-few-iterations.ts';

/** Names of databases, or objects with their own database, whose queries cannot be combined. */
const OWN_DATABASE =
  /^(?:tenants?|shards?|databases?|dbs?|conn|connections?|engines?|replicas?|clusters?|nodes?|regions?|backends?|schemas?|providers?|plugins?|drivers?)(?:_?(?:id|name|key))?$/iu;
/** Names of batch functions: each iteration passes them a group. */
const FOR_MANY =
  /(?:^|[._])(?:batch|bulk|many|multiple|chunk)(?:_\w+)?$|_(?:batch|bulk|many|multiple|chunk)_|(?:Batch|Bulk|Many|Multiple|Chunk)(?:[A-Z]\w*)?$/u;
const KEPT_HERE =
  /\bnot\s+in\s+(\w+)|!\s*(\w+)\.has\(|^\(?\s*!\s*(\w+)\[|(\w+)\.get\([^()]*\)\s+is\s+None/u;

/** Returns why a looped call leading to statements is or may be justified; null: it is not. */
export function justifyLoopedCall(
  found: LoopedCall,
  { effect }: ReachedStatement,
  audited: AuditedCode,
): StatementExemption | null {
  const { loop, node, site } = found;
  const [database] = loop.names.filter((name) => OWN_DATABASE.test(name));
  if (database !== undefined) return none(`each ${database} may have its own database`);
  if (isKeptHere(found)) return none('the loaded value is cached for later iterations');
  if (FOR_MANY.test(site.call.callee)) return none('the callee accepts many elements at once');
  const root = /^\w+/u.exec(site.call.callee)?.[0] ?? '';
  if (loop.names.includes(root) && !isEntity(found, audited)) {
    return none(`each iteration queries a different ${root}`);
  }
  if (effect.kind !== 'read') {
    const reason = explainVariableTable(found, audited) ?? explainRareCallPath(found, audited);
    if (reason !== null) return none(reason);
  }
  // A method of the element itself counts as a method of the record.
  const by = loop.names.includes(root) ? ('record' as const) : effect.statement.by;
  const seen = { ...found, statement: { ...effect.statement, by } };
  return justifyLoopedStatement(seen, audited, node, loop, effect.kind === 'read');
}

function none(reason: string): StatementExemption {
  return { type: 'none', reason };
}

/** A call of a method of the element, which is a row. */
function isEntity({ site }: LoopedCall, audited: AuditedCode): boolean {
  const [target] = site.call.targets;
  const owner = target === undefined ? null : audited.code.rawOf(target).owner;
  if (owner === null) return false;
  return findModels(audited).has(owner) || isRecordClass(audited.code, owner);
}

/** `if key not in known: known[key] = load(key)`. */
function isKeptHere({ node, loop }: LoopedCall): boolean {
  for (let at = node.parent(); at !== null && at.id() !== loop.node.id(); at = at.parent()) {
    if (at.kind() !== 'if_statement') continue;
    const tested = KEPT_HERE.exec(at.field('condition')?.text() ?? '')?.slice(1);
    const name = tested?.find((group) => group !== undefined);
    if (name === undefined) continue;
    const puts = new RegExp(
      `\\b${name}(?:\\[[^\\]]*\\]\\s*=|\\.(?:set|add|append|setdefault)\\()`,
      'u',
    );
    if (puts.test(at.text())) return true;
  }
  return false;
}
