import { mentions, namesFrom } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { Relation } from '../../../analysis/models/python-orm-relations.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode } from '../../../rule.ts';
import { cachesQueryResults } from '../interprocedural/is-query-result-caching-function.ts';
import type { EagerRelations } from '../lazy-loading/eagerly-loaded-relations-of-query.ts';
import {
  findFunctionRowReads,
  findRowReads,
  type RowRead,
} from '../lazy-loading/lazy-queries-issued-per-row.ts';
import { listModelMembers, listOwnMembers } from '../lazy-loading/model-methods-and-properties.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import {
  findSerializers,
  type SerializerClass,
  type SerializerField,
} from './serializer-classes.ts';

/** Query that a serializer issues for each row. */
export interface SerializerRead {
  /** Relations by two underscores, or the model that a query is for. */
  readonly asks: string;
  /** null for a separate query. */
  readonly relation: Relation | null;
  readonly isNarrowed: boolean;
  readonly evidence: AuditEvidence;
}

/** Fields that show more of a row than its key. */
const SHOWS = /^(?:StringRelatedField|SlugRelatedField)$/u;
const DEEPEST = 3;

/** Returns all queries a serializer issues per model row for data not loaded with it. */
export function findSerializerReads(
  audited: AuditedCode,
  serializer: SerializerClass,
  model: string,
  eager: EagerRelations,
  depth = 0,
): readonly SerializerRead[] {
  const line = lineOf(audited, serializer, new Set());
  if (depth > DEEPEST || line.some(({ loadsMore }) => loadsMore)) return [];
  const fields = new Map(
    line.flatMap((serializerClass) => serializerClass.fields.map((field) => [field.name, field])),
  );
  const listed =
    line.findLast((serializerClass) => serializerClass.listed.length > 0)?.listed ?? null;
  const shown = [...fields.values()].filter(({ name }) => listed?.includes(name) ?? true);
  const plain = (listed ?? []).filter((name) => !fields.has(name));
  return [
    ...shown.flatMap((field) => ofField(audited, line, field, model, eager, depth)),
    ...plain.flatMap((name) => ofPlain(audited, serializer, name, model, eager)),
  ];
}

/** From the uppermost base down. */
function lineOf(
  audited: AuditedCode,
  serializer: SerializerClass,
  seen: Set<string>,
): readonly SerializerClass[] {
  if (seen.has(serializer.name)) return [];
  seen.add(serializer.name);
  const all = findSerializers(audited.code);
  const above = serializer.bases.flatMap((name) => {
    const base = all.get(name);
    return base === undefined ? [] : lineOf(audited, base, seen);
  });
  return [...above, serializer];
}

function ofField(
  audited: AuditedCode,
  line: readonly SerializerClass[],
  field: SerializerField,
  model: string,
  eager: EagerRelations,
  depth: number,
): readonly SerializerRead[] {
  if (field.type === 'SerializerMethodField') return ofMethod(audited, line, field, model, eager);
  const { file } = line.at(-1) ?? { file: '' };
  const evidence = { file, line: field.line, text: `${field.name} is read for each row` };
  const models = findRelatedModels(audited);
  const nested = findSerializers(audited.code).get(field.type);
  let from = model;
  let path = '';
  for (const [at, step] of field.source.split('.').entries()) {
    const relation = models.get(from)?.relations.get(step);
    if (relation?.orm !== 'django') return [];
    path = path === '' ? step : `${path}.${step}`;
    const isLast = at === field.source.split('.').length - 1;
    // The output of the project's own fields is unknown; the key of the row may be enough for them.
    const isShown = nested !== undefined || SHOWS.test(field.type);
    if (relation.leadsTo === 'one' && isLast && !isShown) return [];
    const isThere =
      eager.isUnknown ||
      relation.isEager ||
      eager.paths.has(path) ||
      (eager.isEveryOne && relation.leadsTo === 'one');
    if (!isThere) {
      return [{ asks: path.replaceAll('.', '__'), relation, isNarrowed: false, evidence }];
    }
    if (relation.target === null) return [];
    from = relation.target;
  }
  if (nested === undefined) return [];
  return findSerializerReads(audited, nested, from, below(eager, path), depth + 1).map(
    (serializedRead) =>
      serializedRead.relation === null
        ? serializedRead
        : { ...serializedRead, asks: `${path.replaceAll('.', '__')}__${serializedRead.asks}` },
  );
}

/** Returns what is loaded along with the rows of a relation. */
function below(eager: EagerRelations, path: string): EagerRelations {
  const paths = [...eager.paths].flatMap((eagerPath) =>
    eagerPath.startsWith(`${path}.`) ? [eagerPath.slice(path.length + 1)] : [],
  );
  return { paths: new Set(paths), isEveryOne: false, isUnknown: eager.isUnknown };
}

/** `def get_total(self, order)`. */
function ofMethod(
  audited: AuditedCode,
  line: readonly SerializerClass[],
  field: SerializerField,
  model: string,
  eager: EagerRelations,
): readonly SerializerRead[] {
  const own = new Map(line.flatMap(({ name }) => [...listOwnMembers(audited.code, name)]));
  const index = own.get(field.method)?.function;
  const scope = index === undefined ? null : findFunctionNode(audited, index);
  const body = scope?.field('body') ?? null;
  if (index === undefined || scope === null || body === null) return [];
  const [, row] = audited.code.rawOf(index).parameters;
  if (row === undefined || cachesQueryResults(audited, index, scope)) return [];
  const names = namesFrom(body, new Set([row]), 'python');
  const file = audited.code.facts.functions[index]?.file ?? '';
  const queries = listQueries(audited, index)
    .filter(
      ({ node, special, site }) =>
        special === null && site.call.loops === 0 && mentions(node, names, 'python'),
    )
    .map(({ node, model: asks }): SerializerRead => {
      const at = {
        file,
        line: node.range().start.line + 1,
        text: `${field.method} queries ${asks}`,
      };
      return { asks, relation: null, isNarrowed: false, evidence: at };
    });
  return [
    ...findRowReads(audited, index, body, row, { model, eager }).map((rowRead) =>
      told(audited, rowRead),
    ),
    ...queries,
  ];
}

/** Returns reads of a `Meta.fields` name without a declared field: row keys and properties. */
function ofPlain(
  audited: AuditedCode,
  serializer: SerializerClass,
  name: string,
  modelName: string,
  eager: EagerRelations,
): readonly SerializerRead[] {
  const model = findRelatedModels(audited).get(modelName);
  const relation = model?.relations.get(name);
  if (model === undefined) return [];
  if (relation !== undefined) {
    const isThere = relation.isEager || eager.isUnknown || eager.paths.has(name);
    if (relation.leadsTo === 'one' || isThere) return [];
    const { file, line } = serializer;
    const evidence = { file, line, text: `${serializer.name} lists ${name}` };
    return [{ asks: name, relation, isNarrowed: false, evidence }];
  }
  const member = listModelMembers(audited, model).get(name);
  if (member === undefined) return [];
  const rows = { model: modelName, eager };
  return findFunctionRowReads(audited, member.function, 'self', rows, [], true).map((read) =>
    told(audited, read),
  );
}

function told({ code }: AuditedCode, read: RowRead): SerializerRead {
  const last = read.way.at(-1);
  const { name = '', file = '' } = code.facts.functions[last?.function ?? -1] ?? {};
  const line = (last?.node ?? read.place).range().start.line + 1;
  return {
    asks: read.relation?.path.replaceAll('.', '__') ?? read.asks,
    relation: read.relation?.relation ?? null,
    isNarrowed: read.relation?.isNarrowed === true,
    evidence: { file, line, text: `${name} queries ${read.asks}` },
  };
}
