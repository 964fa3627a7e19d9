import { candidateOf, functionName } from '../../../look/calls.ts';
import { modelsOf } from '../../../look/models/models-of.ts';
import { type Uses, usesOf } from '../../../look/uses.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { blockOf } from '../reads/block.ts';
import type { Read } from '../reads/read.ts';
import { readsIn } from '../reads/reads-in.ts';

/** A document of MongoDB that is loaded whole, although a few of its fields are used. */
export interface WholeDocument extends CallCandidate {
  readonly read: Read;
  readonly uses: Uses;
}

/** So few fields are few of a document, whatever else is in it (Q651-18). */
const FEW_FIELDS = 3;
/** References are called so in documents alone: `_id`, `_userId`. */
const OF_DOCUMENTS = /[{,]\s*_(?:\w*I)?d\b\s*[:,}]/u;

/** Documents of schemas that are not of the project; of those that are, the columns are counted. */
export function* wholeDocuments(audited: AuditedCode): Generator<WholeDocument> {
  const models = modelsOf(audited);
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (file.endsWith('.py')) continue;
    for (const read of readsIn(audited, index)) {
      const { variable, node, site } = read;
      if (variable === null || read.special !== null || models.has(read.model)) continue;
      if (!OF_DOCUMENTS.test(site.raw.argumentText)) continue;
      const uses = usesOf(blockOf(node), variable, node.range().end.index);
      const isFew = uses.whole === null && !uses.isChecked && uses.read.size <= FEW_FIELDS;
      // If no field is read, the code only checks that the document exists.
      if (!isFew || uses.read.size === 0 || uses.written.size > 0) continue;
      yield { ...candidateOf(site, read.model, file), read, uses };
    }
  }
}

export function judgeWholeDocument(
  { read, uses, site }: WholeDocument,
  audited: AuditedCode,
): Ruling {
  if (read.isNarrowed) return { outcome: 'dismissed', reason: 'it names the fields it loads' };
  const fields = [...uses.read].join(', ');
  return {
    outcome: 'confirmed',
    severity: 'LOW',
    issue: `${functionName(audited, site.function)} loads whole documents of ${read.model}, and uses ${fields} alone`,
    recommendation: `Name the fields in a projection: '${[...uses.read].join(' ')}'`,
    effort: 'S',
  };
}
