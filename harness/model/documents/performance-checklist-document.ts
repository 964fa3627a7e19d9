import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

const evidenceSchema = readonlyObject({
  file: z.string().describe('From the root of the project, with slashes.'),
  line: z.int().positive().nullable().describe('null: the file as a whole.'),
  text: z.string().describe('What it shows, one sentence without its full stop.'),
});
/** File that supports an item, and what it shows. */
export type ChecklistEvidence = z.infer<typeof evidenceSchema>;

const common = {
  id: z.string(),
  title: z.string(),
  reason: z.string().describe('Why the verdict is what it is, one sentence.'),
};
const remedySchema = z.string().describe('What would make it pass.');

export const checklistItemSchema = z.discriminatedUnion('verdict', [
  readonlyObject({
    ...common,
    verdict: z.literal('pass'),
    evidence: z.array(evidenceSchema).min(1).readonly(),
  }).describe('Nothing passes without a file that shows it.'),
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
  }).describe('No file says yes or no; it may be so all the same.'),
]);
/** Checklist item with its evidence in the files of the project. */
export type ChecklistItem = z.infer<typeof checklistItemSchema>;
export type ChecklistVerdict = ChecklistItem['verdict'];

export const CHECKLIST_SCHEMA = 'perf-harness/checklist@1';
export const checklistReportSchema = readonlyObject({
  schema: z.literal(CHECKLIST_SCHEMA),
  list: z
    .enum(['answer', 'final'])
    .describe('answer: the five checks before an answer is given. final: the ten at the end.'),
  root: z.string().describe('Folder of the project, absolute.'),
  items: z.array(checklistItemSchema).readonly(),
  verdict: z
    .enum(['pass', 'fail', 'unverified'])
    .describe('The worst of all: fail before unverified before pass.'),
  findings: z.array(findingSchema).readonly(),
});
/** Result of `perf-harness check`. */
export type ChecklistReport = z.infer<typeof checklistReportSchema>;
