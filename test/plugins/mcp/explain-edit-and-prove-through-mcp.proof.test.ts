/** A scripted client that goes from the list of tools to a proven gain, and what that costs. */
import { expect, test } from 'vitest';
import { createCommittedProject, SLOW_SOURCE } from './git-project-with-quadratic-function.ts';
import { connectMcpClient } from './mcp-test-project-server-and-client.ts';

/** The same elements in the same order, -0 included. */
const FIXED_SOURCE = `export function unique(list) {
  const known = new Set();
  const found = [];
  for (const one of list) {
    if (known.has(one)) continue;
    known.add(one);
    found.push(one);
  }
  return found;
}
`;
const CHARACTERS_PER_TOKEN = 4;
const MOST_TOKENS = 6_000;

test('a client explains, edits and proves within 6,000 tokens, with everything allowed', async () => {
  const { folder, write } = createCommittedProject(SLOW_SOURCE);
  const { client } = await connectMcpClient(folder, '--allow', 'all');
  let characters = 0;
  const call = async (name: string, given: Record<string, unknown>) => {
    const answer = await client.callTool({ name, arguments: given }, undefined, {
      timeout: 600_000,
      resetTimeoutOnProgress: true,
      onprogress: () => undefined,
    });
    characters += JSON.stringify([name, given, answer]).length;
    const [{ text = '' } = {}] = answer.content as { text?: string }[];
    return { text, structured: answer.structuredContent, refused: answer.isError === true };
  };
  try {
    const listed = await client.listTools();
    characters += JSON.stringify(listed).length;
    const brief = await call('explain', { scenario: 'unique' });
    expect(brief).toMatchObject({ refused: false, structured: { scenario: 'unique' } });
    expect(brief.text).toMatch(/^ +3 .*found\.includes/mu);
    write(FIXED_SOURCE);
    const proof = await call('prove', { scenario: 'unique' });
    expect(proof.structured).toMatchObject({
      outcome: 'proven-faster',
      tests: 'passed',
      behavior: 'same',
      gains: [{ scenario: 'unique', metric: 'wall_time', verdict: 'improved' }],
    });
    expect(proof.text).toMatch(/^proven-faster: The uncommitted change against /u);
    expect(proof.text.length / CHARACTERS_PER_TOKEN).toBeLessThanOrEqual(300);
    expect(JSON.stringify(proof.structured)).not.toMatch(/\d\.\d{6}/u);
    expect(characters / CHARACTERS_PER_TOKEN).toBeLessThanOrEqual(MOST_TOKENS);
  } finally {
    await client.close();
  }
}, 900_000);
