import {
  createCallCandidate,
  formatFunctionName,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { type FieldUses, findFieldUses } from '../../../analysis/variable-field-uses.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';
import { findVariableScope } from '../reads/scope-of-query-result-variable.ts';

/** MongoDB document that is loaded whole although only a few fields are used. */
export interface WholeDocument extends CallCandidate {
  readonly read: EntityRead;
  readonly uses: FieldUses;
}

/** Maximum number of fields that counts as few for any document (Q651-18). */
const FEW_FIELDS = 3;
/** Names that references have only in documents: `_id`, `_userId`. */
const OF_DOCUMENTS = /[{,]\s*_(?:\w*I)?d\b\s*[:,}]/u;

/** Yields whole documents of schemas outside the project; inside it, columns are counted. */
export function* findWholeDocuments(audited: AuditedCode): Generator<WholeDocument> {
  const models = findModels(audited);
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (file.endsWith('.py')) continue;
    for (const read of listEntityReads(audited, index)) {
      const { variable, node, site } = read;
      if (variable === null || read.special !== null || models.has(read.model)) continue;
      if (!OF_DOCUMENTS.test(site.raw.argumentText)) continue;
      const uses = findFieldUses(findVariableScope(node), variable, node.range().end.index);
      const isFew = uses.whole === null && !uses.isChecked && uses.read.size <= FEW_FIELDS;
      // If no field is read, the code only checks that the document exists.
      if (!isFew || uses.read.size === 0 || uses.written.size > 0) continue;
      yield { ...createCallCandidate(site, read.model, file), read, uses };
    }
  }
}

export function judgeWholeDocument(
  { read, uses, site }: WholeDocument,
  audited: AuditedCode,
): Ruling {
  if (read.isNarrowed)
    return { outcome: 'dismissed', reason: 'the query specifies the fields it loads' };
  const fields = [...uses.read].join(', ');
  return {
    outcome: 'confirmed',
    severity: 'LOW',
    issue: `${formatFunctionName(audited, site.function)} loads whole documents of ${read.model}, but uses only ${fields}`,
    recommendation: `List the fields in a projection: '${[...uses.read].join(' ')}'`,
    effort: 'S',
  };
}
