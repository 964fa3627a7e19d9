import {
  CHECKLIST_SCHEMA,
  type ChecklistItem,
  type ChecklistReport,
  type ChecklistVerdict,
} from '../../harness/model/documents/performance-checklist-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ChecklistCheck } from './checklist-item-check.ts';
import type { ChecklistName } from './performance-checklist-definitions.ts';
import type { ProjectEvidence } from './performance-checklist-evidence-types.ts';

/** Number of skipped files whose names are reported. */
const NAMED = 3;

/** Judges each item of a checklist by the collected evidence. */
export async function judgeChecklist(
  list: ChecklistName,
  checks: readonly ChecklistCheck[],
  evidence: ProjectEvidence,
): Promise<ChecklistReport> {
  const items: ChecklistItem[] = [];
  for (const { id, title, judge } of checks) {
    items.push({ id, title, ...(await judge(evidence)) });
  }
  const { root } = evidence;
  const findings = skippedFindings(evidence);
  return { schema: CHECKLIST_SCHEMA, list, root, items, verdict: worst(items), findings };
}

function worst(items: readonly ChecklistItem[]): ChecklistVerdict {
  const verdicts = new Set(items.map(({ verdict }) => verdict));
  if (verdicts.has('fail')) return 'fail';
  return verdicts.has('unverified') ? 'unverified' : 'pass';
}

/** Reports skipped code, since its effects are unknown and may matter. */
function skippedFindings({ skipped }: ProjectEvidence): readonly Finding[] {
  if (skipped.length === 0) return [];
  const names = skipped.slice(0, NAMED).map(({ file, reason }) => `${file} (${reason})`);
  const more = skipped.length > NAMED ? ` and ${skipped.length - NAMED} more` : '';
  const isSingle = skipped.length === 1;
  return [
    {
      id: 'source-not-understood',
      level: 'warning',
      message: `${isSingle ? 'A source was' : `${skipped.length} sources were`} not understood, so ${isSingle ? 'it does' : 'they do'} not contribute to this checklist: ${names.join(', ')}${more}.`,
    },
  ];
}
