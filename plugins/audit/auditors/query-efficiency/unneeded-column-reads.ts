import { adjustSeverity } from '../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { findModels, type Model } from '../../analysis/orm-models.ts';
import { type FieldUses, findFieldUses } from '../../analysis/variable-field-uses.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../rule.ts';
import { explainCustomQueryMethod } from './reads/custom-query-method.ts';
import { type EntityRead, findVariableScope } from './reads/entity-loading-query.ts';
import { listEntityReads } from './reads/list-entity-reads-in-function.ts';

/** Models with more columns than this are wide (Q651-17). */
const MANY_COLUMNS = 10;
/** Lists of wider models are more severe (Q651-19); the band between both is LOW by decision. */
const VERY_MANY_COLUMNS = 15;
/** So few fields are few of a model (Q651-18)… */
const FEW_FIELDS = 3;
/** …that has at least twice as many columns, since three of four would be most of it. */
const LEAST_COLUMNS = 2 * FEW_FIELDS;

/** `queryset = Order.objects.all()` in a class. */
const MODULE = '(module)';

const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'for_in_clause', 'for_in_statement']);

export interface WideRead extends CallCandidate {
  readonly read: EntityRead;
  readonly model: Model;
  /** null if the result is not assigned, so its uses are unknown. */
  readonly uses: FieldUses | null;
}

export function* findWideReads(audited: AuditedCode): Generator<WideRead> {
  const models = findModels(audited);
  for (const index of audited.code.facts.functions.keys()) {
    for (const read of listEntityReads(audited, index)) {
      const model = models.get(read.model);
      if (model === undefined || model.columns.length < LEAST_COLUMNS) continue;
      const uses = usesOfRead(read);
      const isWide = model.columns.length > MANY_COLUMNS;
      // For a single record, a few more columns cost next to nothing.
      const mayBeFew = !read.isNarrowed && (read.isList || !model.isRecord);
      if (isWide || (mayBeFew && isFew(uses, model))) {
        yield { ...createCallCandidate(audited, read.site, read.model), read, model, uses };
      }
    }
  }
}

export function judgeWideRead(found: WideRead, audited: AuditedCode): Ruling {
  const { read, model, uses } = found;
  if (formatFunctionName(audited, found.site.function) === MODULE) {
    return 'the query is only defined here; the code that runs the query determines which columns are needed';
  }
  const isOnce = !read.isList && found.site.call.loops === 0;
  if (isOnce && adjustSeverity('HIGH', audited, found.site.function) === 'LOW') {
    return 'the query loads a single row in code that runs once or manually';
  }
  const own = explainCustomQueryMethod(read, audited);
  if (own !== null) return own;
  if (read.isNarrowed) return 'the query specifies the columns it loads';
  if (uses !== null && uses.written.size > 0) {
    return `${read.variable ?? 'its result'} is loaded so that it can be changed`;
  }
  if (uses?.isChecked === true) return 'a permission check may read any column of the row';
  const isPartly = uses !== null && uses.wholeUse === null && areColumns(uses, model);
  if (isPartly && uses.read.size > FEW_FIELDS) {
    return `${uses.read.size} columns of the model are used`;
  }
  if (!isPartly && !isHandler(audited, found.site.function)) {
    const what = read.isList ? 'the rows are' : 'the loaded row is';
    return `${what} passed to other code, so it is unknown which columns are used`;
  }
  if (!isPartly && model.isRecord) {
    return `methods of the model may need any column of ${model.name}`;
  }
  const { length } = model.columns;
  const index = found.site.function;
  const fields = isPartly ? [...uses.read] : [];
  const used =
    isPartly && fields.length > 0
      ? `only ${fields.join(', ')} of the ${length} columns ${fields.length === 1 ? 'is' : 'are'} used`
      : isPartly
        ? `none of the ${length} columns is used`
        : `the model has ${length} columns`;
  return {
    severity: severityOf(found, audited),
    issue: `${formatFunctionName(audited, index)} loads all columns of ${model.name}: ${used}`,
    recommendation: formatAdvice(found, audited, fields),
    effort: 'S',
    evidence: [{ file: model.file, line: model.line, text: `${model.name} has ${length} columns` }],
  };
}

function isFew(uses: FieldUses | null, model: Model): boolean {
  if (uses === null || uses.wholeUse !== null || uses.isChecked) return false;
  return uses.written.size === 0 && uses.read.size <= FEW_FIELDS && areColumns(uses, model);
}

/** True if only columns are read; a relation, property or method may need any other column. */
function areColumns({ read }: FieldUses, { columns }: Model): boolean {
  return [...read].every(
    (attribute) =>
      /^(?:_?id|pk)$/u.test(attribute) ||
      columns.includes(attribute) ||
      // Django: key of the row that a column refers to.
      columns.includes(attribute.replace(/_id$/u, '')),
  );
}

function usesOfRead(read: EntityRead): FieldUses | null {
  const loop = read.node.parent();
  if (loop !== null && LOOPS.has(loop.kind()) && loop.field('right')?.id() === read.node.id()) {
    const body = loop.kind() === 'for_in_clause' ? loop.parent() : loop.field('body');
    const name = /^(?:const |let )?(\w+)$/u.exec(loop.field('left')?.text() ?? '')?.[1];
    return body === null || name === undefined ? null : findFieldUses(body, name, 0);
  }
  if (read.variable === null) return null;
  return findFieldUses(findVariableScope(read.node), read.variable, read.node.range().end.index);
}

function isHandler({ code }: AuditedCode, index: number): boolean {
  return code.facts.routes.some(({ handler }) => handler === index);
}

/** Returns the severity by Q651-19; LOW in between. */
function severityOf({ read, model, site }: WideRead, audited: AuditedCode): AuditSeverity {
  const isServed = audited.reachedBy(site.function) === 'request';
  return read.isList && isServed && model.columns.length > VERY_MANY_COLUMNS ? 'MEDIUM' : 'LOW';
}

function formatAdvice(
  { read, model, site }: WideRead,
  audited: AuditedCode,
  fields: readonly string[],
): string {
  const named = fields.length > 0 ? fields : null;
  if (!isPythonFunction(audited, site.function)) {
    return `Select only the needed columns${named === null ? '' : `: ${named.join(', ')}`}`;
  }
  if (/\.objects\./u.test(site.call.callee)) {
    return `${model.name}.objects.only(${(named ?? ['…']).map((field) => `'${field}'`).join(', ')}), or values_list() if no objects are needed`;
  }
  const columns = (named ?? ['…']).map((field) => `${model.name}.${field}`).join(', ');
  return read.isList || named !== null
    ? `options(load_only(${columns})), select(${columns}), or defer() for the large columns`
    : `options(load_only(${columns})), or defer() for the large columns`;
}
