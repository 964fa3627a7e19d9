import { z } from 'zod';
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
    const parsed = printedSchema.safeParse(jsonIn(stdout));
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

/** Extracts the JSON object, which the program's notices may precede. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{')));
  } catch {
    return null;
  }
}
