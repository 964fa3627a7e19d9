import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

const evidenceSchema = readonlyObject({
  file: z.string().describe('Path relative to the project root, with forward slashes.'),
  line: z
    .int()
    .positive()
    .nullable()
    .describe('Line number of the evidence; null if the evidence is the whole file.'),
  text: z.string().describe('What the file shows, in one sentence without a full stop.'),
});
/** File that supports an item, and what it shows. */
export type ChecklistEvidence = z.infer<typeof evidenceSchema>;

const common = {
  id: z.string(),
  title: z.string(),
  reason: z.string().describe('Reason for the verdict, in one sentence.'),
};
const remedySchema = z.string().describe('Change that would make the check pass.');

export const checklistItemSchema = z.discriminatedUnion('verdict', [
  readonlyObject({
    ...common,
    verdict: z.literal('pass'),
    evidence: z.array(evidenceSchema).min(1).readonly(),
  }).describe('A pass verdict requires a file as evidence.'),
  readonlyObject({
    ...common,
    verdict: z.literal('fail'),
    evidence: z.array(evidenceSchema).readonly(),
    remedy: remedySchema,
  }),
  readonlyObject({
    ...common,
    verdict: z.literal('unverified'),
    evidence: z.array(evidenceSchema).readonly(),
    remedy: remedySchema,
  }).describe('No file shows whether the check passes or fails; the check may still pass.'),
]);
/** Checklist item with its evidence in the files of the project. */
export type ChecklistItem = z.infer<typeof checklistItemSchema>;
export type ChecklistVerdict = ChecklistItem['verdict'];

export const CHECKLIST_SCHEMA = 'perf-harness/checklist@1';
export const checklistReportSchema = readonlyObject({
  schema: z.literal(CHECKLIST_SCHEMA),
  list: z
    .enum(['answer', 'final'])
    .describe(
      'answer: the five checks to run before giving an answer. final: the ten checks to run at the end of the work.',
    ),
  root: z.string().describe('Absolute path of the project folder.'),
  items: z.array(checklistItemSchema).readonly(),
  verdict: z
    .enum(['pass', 'fail', 'unverified'])
    .describe('The worst verdict; from worst to best: fail, unverified, pass.'),
  findings: z.array(findingSchema).readonly(),
});
/** Result of `perf-harness check`. */
export type ChecklistReport = z.infer<typeof checklistReportSchema>;
