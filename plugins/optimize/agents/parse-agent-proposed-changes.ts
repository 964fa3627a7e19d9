import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';

/** Change proposed by an agent, in the format that the prompt requests. */
const changeSchema = z.object({
  step: z.string().min(1),
  title: z.string().min(1),
  reason: z.string().min(1),
  assumes: z.array(z.string()).default([]),
  patch: z.string().min(1),
});
/** A change that an agent proposes: a unified diff with its reason. */
export type AgentChange = z.infer<typeof changeSchema>;

const answerSchema = z.object({ changes: z.array(z.unknown()) });

/** Usable part of an agent's answer. */
export interface ParsedAnswer {
  readonly changes: readonly AgentChange[];
  /** Reasons why parts of it cannot be used, one sentence each. */
  readonly problems: readonly string[];
}

/** A longer list of changes is unlikely to be well thought out. */
export const MAX_CHANGES = 20;
/** Characters of an unusable answer that the problem quotes. */
const TOLD = 200;

/** Parses the JSON document in an agent's final message, ignoring surrounding text. */
export function parseAgentAnswer(text: string): ParsedAnswer {
  const object = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  const document = answerSchema.safeParse(parseJsonOrNull(text) ?? parseJsonOrNull(object));
  if (!document.success) {
    const start = JSON.stringify(text.trim().slice(0, TOLD));
    return {
      changes: [],
      problems: [`it returned ${start} instead of a JSON document with changes`],
    };
  }
  const all = document.data.changes;
  const changes: AgentChange[] = [];
  const problems: string[] = [];
  for (const [at, value] of all.slice(0, MAX_CHANGES).entries()) {
    const parsed = changeSchema.safeParse(value);
    if (parsed.success) changes.push(parsed.data);
    else
      problems.push(
        `change ${at + 1} in its answer is incomplete: ${z.prettifyError(parsed.error)}`,
      );
  }
  const others = all.length - MAX_CHANGES;
  if (others > 0)
    problems.push(`${others} of the ${all.length} changes in its answer were not inspected`);
  return { changes, problems };
}
