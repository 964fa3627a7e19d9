/** Adapters of coding agents, with stand-ins of the same interface that behave well or badly. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { parseAgentAnswer } from '../../../../plugins/optimize/agents/agent-change-to-hypothesis.ts';
import type { AgentBudget } from '../../../../plugins/optimize/agents/coding-agents.ts';
import { runAgentAdapter } from '../../../../plugins/optimize/agents/run-agent-as-generator-program.ts';
import type { Hypothesis } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import {
  createFakeCodingAgent,
  type FakeAgentBehaviour,
} from '../../../support/fake-coding-agent.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { samplePerformanceMap } from '../../../support/sample-optimization-context.ts';
import { createPatch, createPlanProject } from '../../../support/validate-optimization-plan.ts';

const project = createPlanProject();
const BUDGET: AgentBudget = { calls: 3, timeMs: 60_000, usd: 2 };

const patchText = (apply: Hypothesis['apply']): string =>
  apply?.kind === 'patch' ? apply.patch : '';
const PATCH = patchText(createPatch('src/users.ts', 3, '0'));
const change = (patch = PATCH, more: object = {}) => ({
  step: '1',
  title: 'Give nothing',
  reason: 'Nothing is quicker',
  patch,
  ...more,
});
const answering = (...changes: readonly object[]): string => JSON.stringify({ changes });

async function ask(
  name: 'claude' | 'codex' | 'gemini',
  behaviour: FakeAgentBehaviour,
  { budget = BUDGET, request = {} }: { budget?: AgentBudget; request?: object } = {},
) {
  const agent = createFakeCodingAgent(name, behaviour);
  const real = withUnguardedGit(
    createHost({ cwd: project.root, env: { ...process.env, PATH: agent.path } }),
  );
  const input = JSON.stringify({ map: samplePerformanceMap(), local_findings: [], ...request });
  const answer = await runAgentAdapter(real, {
    name,
    budget,
    input,
    signal: new AbortController().signal,
  });
  return { answer, calls: agent.calls() };
}

describe('an adapter of a coding agent', () => {
  it.each([
    ['claude', 0.25],
    ['codex', null],
    ['gemini', null],
  ] as const)(
    'calls %s in its own way, and turns the answer into a proposal',
    async (name, usd) => {
      const { answer, calls } = await ask(
        name,
        { kind: 'answer', answers: [answering(change())] },
        {
          request: {
            captured_calls: ['listUsers([{ id: 7 }])'],
            tried: [
              { key: 'k', description: 'Sort once', outcome: 'removed', reason: '3 % slower' },
            ],
          },
        },
      );
      expect(answer.notes).toEqual([]);
      expect(answer.spent).toMatchObject({ calls: 1, usd, tokens: 6050 });
      expect(answer.hypotheses).toMatchObject([
        {
          description: 'Give nothing',
          bottleneck_addressed: '1',
          files_to_modify: ['src/users.ts'],
          premises: [{ text: 'Nothing is quicker' }],
          apply: { kind: 'patch', patch: PATCH },
        },
      ]);
      const [{ prompt = '' } = {}] = calls;
      expect(prompt).toContain('[1] 50 %  src/users.ts:1  listUsers takes 50 %');
      expect(prompt).toContain('   1  50 %  export const line1 = 1;');
      expect(prompt).toContain('listUsers([{ id: 7 }])');
      expect(prompt).toContain('Sort once: 3 % slower');
    },
  );

  it('recounts the lines of a hunk where a model has miscounted', async () => {
    const wrong = PATCH.replace('@@ -1,6 +1,6 @@', '@@ -1,9 +1,4 @@');
    expect(wrong).not.toBe(PATCH);
    const { answer } = await ask('claude', { kind: 'answer', answers: [answering(change(wrong))] });
    const apply = answer.hypotheses[0]?.apply ?? null;
    expect(patchText(apply)).toContain('@@ -1,6 +1,6 @@');
    expect(patchText(apply)).toContain('+export const line3 = 0;');
    expect(project.git('status', '--porcelain')).toBe('');
  });

  it('asks again after an answer in prose, and says what was wrong', async () => {
    const { answer, calls } = await ask('codex', {
      kind: 'answer',
      answers: ['I would add an index.', `Here it is:\n\`\`\`json\n${answering(change())}\n\`\`\``],
    });
    expect(calls).toHaveLength(2);
    expect(calls[1]?.prompt).toContain(
      'it returned "I would add an index." instead of a JSON document with changes',
    );
    expect(answer.hypotheses).toHaveLength(1);
    expect(answer.spent.calls).toBe(2);
    expect(answer.notes.join()).toContain('Codex CLI: it returned "I would add an index." instead');
  });

  it('stops when all of its calls are used up', async () => {
    const broken = PATCH.replace('line3 = 3', 'line3 = 4');
    const { answer, calls } = await ask(
      'gemini',
      { kind: 'answer', answers: [answering(change(broken))] },
      { budget: { ...BUDGET, calls: 2 } },
    );
    expect(calls).toHaveLength(2);
    expect(answer.hypotheses).toEqual([]);
    expect(answer.notes.join('\n')).toMatch(
      /the patch of "Give nothing" does not apply \(error: /u,
    );
    expect(answer.notes.join('\n')).toContain('has used all of its 2 calls');
  });

  it('accepts an empty answer where there is nothing to gain', async () => {
    const { answer, calls } = await ask('claude', { kind: 'answer', answers: [answering()] });
    expect(calls).toHaveLength(1);
    expect(answer).toMatchObject({ hypotheses: [], notes: [] });
  });

  it('limits a thousand patches to twenty', () => {
    const many = Array.from({ length: 1000 }, (_, at) => change(PATCH, { title: `Idea ${at}` }));
    const { changes, problems } = parseAgentAnswer(answering(...many));
    expect(changes).toHaveLength(20);
    expect(problems).toEqual(['980 of the 1000 changes in its answer were not inspected']);
  });

  it('kills a hanging agent with its children when its time is up', async () => {
    const { answer } = await ask(
      'codex',
      { kind: 'hangs' },
      { budget: { ...BUDGET, timeMs: 600 } },
    );
    expect(answer.hypotheses).toEqual([]);
    expect(answer.notes.join()).toContain(
      'did not answer within the remaining 0.6 s and was stopped',
    );
  });

  it('stops asking an agent beyond its budget, including the cost of earlier cycles', async () => {
    const dear = await ask('claude', { kind: 'answer', answers: ['no'], usd: 3.1 });
    expect(dear.calls).toHaveLength(1);
    expect(dear.answer.notes.join('\n')).toContain(
      'cost 3.10 USD, more than its budget of 2.00 USD',
    );
    expect(dear.calls[0]?.args).toContain('2.00');
    const spent = { calls: 1, seconds: 20, usd: 2.5, tokens: null };
    const later = await ask('claude', { kind: 'answer' }, { request: { spent } });
    expect(later.calls).toEqual([]);
    expect(later.answer.notes.join()).toContain('has spent 2.50 of 2.00 USD');
  });

  it.each([
    ['crashes', { kind: 'crashes' }, 'exited with code 3. Output: panic: the model is out'],
    ['finds no network', { kind: 'network' }, 'allow it with --allow-network'],
  ] as const)('reports an agent that %s', async (_, behaviour, words) => {
    const { answer } = await ask('claude', behaviour);
    expect(answer.hypotheses).toEqual([]);
    expect(answer.notes.join()).toContain(words);
  });

  it('names a missing program', async () => {
    const env = { ...process.env, PATH: dirname(process.execPath) };
    const host = withUnguardedGit(createHost({ cwd: project.root, env }));
    const answer = await runAgentAdapter(host, {
      name: 'gemini',
      budget: BUDGET,
      input: JSON.stringify({ map: samplePerformanceMap() }),
      signal: new AbortController().signal,
    });
    expect(answer.notes.join()).toContain('Gemini CLI could not be started');
  });

  it('rejects a malformed request', async () => {
    const host = createHost({ cwd: join(project.root) });
    const asked = runAgentAdapter(host, {
      name: 'claude',
      budget: BUDGET,
      input: 'please',
      signal: new AbortController().signal,
    });
    await expect(asked).rejects.toThrow('The request to the claude adapter cannot be parsed');
  });
});
