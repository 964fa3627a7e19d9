import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import type { AgentProtocol } from './agent-cli-protocol.ts';

/** Output of `gemini --output-format json`: one object. */
const printedSchema = z
  .object({
    response: z.string().nullish(),
    error: z.object({ message: z.string() }).loose().nullish(),
    stats: z
      .object({
        models: z
          .record(z.string(), z.object({ tokens: z.object({ total: z.number().default(0) }) }))
          .default({}),
      })
      .nullish(),
  })
  .refine(({ response, error }) => response !== undefined || error !== undefined);

/** Gemini CLI in its plan mode, which only reads; it reports tokens but no cost. */
export const gemini: AgentProtocol = {
  call: (prompt) => ({
    args: [
      '--output-format',
      'json',
      '--approval-mode',
      'plan',
      '--prompt',
      'Answer the request above with the requested JSON document.',
    ],
    stdin: prompt,
  }),
  read: (stdout) => {
    // Notices of the program may precede the object.
    const json = parseJsonOrNull(stdout.slice(stdout.indexOf('{')));
    const parsed = printedSchema.safeParse(json);
    if (!parsed.success) return null;
    const { response, error, stats } = parsed.data;
    const models = Object.values(stats?.models ?? {});
    return {
      text: response ?? '',
      usd: null,
      tokens: stats ? models.reduce((sum, { tokens }) => sum + tokens.total, 0) : null,
      trouble: error?.message ?? null,
    };
  },
};
