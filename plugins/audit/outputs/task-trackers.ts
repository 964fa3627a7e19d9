import type { Finding } from 'perf-harness/plugin';
import { z } from 'zod';
import type { AuditTracker } from '../audit-config-definition.ts';
import type { AuditTask, TaskTracker } from './audit-task.ts';

/** Returns the configured tracker; without a token the task stays a file, which is reported. */
export function createConfiguredTracker(
  wanted: AuditTracker | null,
  env: Readonly<Record<string, string | undefined>>,
): { readonly tracker: TaskTracker | null; readonly findings: readonly Finding[] } {
  if (wanted === null) return { tracker: null, findings: [] };
  const token = env[wanted.token] ?? '';
  if (token === '') {
    const message = `The task was written only to a file, because ${wanted.token} is not set.`;
    const remedy = `Set ${wanted.token} to a token, or remove audit.tracker from the configuration.`;
    return {
      tracker: null,
      findings: [{ id: 'audit-tracker-without-token', level: 'info', message, remedy }],
    };
  }
  const { url } = wanted;
  const tracker =
    wanted.type === 'linear'
      ? createLinearTracker(token, url)
      : createGithubTracker(token, wanted.repository, url);
  return { tracker, findings: [] };
}

const GITHUB_URL = 'https://api.github.com';
/** Maximum number of characters that GitHub accepts in a text. */
const MAX_LENGTH = 65_536;
const CUT = '\n\n… The task file contains the full report.\n';

/** Issues of a repository on GitHub, `owner/name`. */
export function createGithubTracker(
  token: string,
  repository: string,
  url: string = GITHUB_URL,
): TaskTracker {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'perf-harness',
    'x-github-api-version': '2022-11-28',
  };
  return {
    name: 'GitHub',
    create: async ({ title, description, labels, priority }, signal) => {
      const text =
        description.length > MAX_LENGTH
          ? `${description.slice(0, MAX_LENGTH - CUT.length)}${CUT}`
          : description;
      // Issues have no priority of their own.
      const all = priority === 'none' ? labels : [...labels, `priority: ${priority}`];
      const answer = await postToTracker(
        `${url.replace(/\/+$/u, '')}/repos/${repository}/issues`,
        { headers, body: { title, body: text, labels: all } },
        signal,
      );
      return { url: z.object({ html_url: z.string() }).parse(answer).html_url };
    },
  };
}

const LINEAR_URL = 'https://api.linear.app/graphql';

/** Priorities of Linear: 0 is none, 1 urgent, 4 low. */
const LINEAR_PRIORITIES: Readonly<Record<AuditTask['priority'], number>> = {
  none: 0,
  urgent: 1,
  high: 2,
  medium: 3,
  low: 4,
};

const LABELS = `query Labels($names: [String!]!) {
  issueLabels(filter: { name: { in: $names } }) { nodes { id name team { id } } }
}`;
const CREATE = `mutation Create($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { url } }
}`;

const errors = z.array(z.looseObject({ message: z.string() })).optional();
const labelsSchema = z.object({
  errors,
  data: z
    .object({
      issueLabels: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            team: z.object({ id: z.string() }).nullish(),
          }),
        ),
      }),
    })
    .nullish(),
});
const createdSchema = z.object({
  errors,
  data: z
    .object({
      issueCreate: z.object({
        success: z.boolean(),
        issue: z.object({ url: z.string() }).nullish(),
      }),
    })
    .nullish(),
});

/** Creates a Linear issue tracker on its GraphQL API; labels the workspace lacks are omitted. */
export function createLinearTracker(token: string, url: string = LINEAR_URL): TaskTracker {
  const headers = { authorization: token };
  return {
    name: 'Linear',
    create: async (task, signal) => {
      if (task.team === null) {
        throw new Error('Linear needs a team, but docs/tasks/kanban_board.md names none');
      }
      const ask = (query: string, variables: unknown): Promise<unknown> =>
        postToTracker(url, { headers, body: { query, variables } }, signal);
      const labels = labelsSchema.parse(await ask(LABELS, { names: task.labels }));
      refuse(labels.errors);
      const usable = (labels.data?.issueLabels.nodes ?? []).filter(
        ({ team }) => team == null || team.id === task.team,
      );
      const input = {
        teamId: task.team,
        title: task.title,
        description: task.description,
        priority: LINEAR_PRIORITIES[task.priority],
        labelIds: task.labels.flatMap(
          (name) => usable.find((label) => label.name === name)?.id ?? [],
        ),
      };
      const created = createdSchema.parse(await ask(CREATE, { input }));
      refuse(created.errors);
      const issue = created.data?.issueCreate.issue;
      if (created.data?.issueCreate.success !== true || issue == null) {
        throw new Error('Linear created no issue');
      }
      return { url: issue.url };
    },
  };
}

function refuse(found: readonly { readonly message: string }[] | undefined): void {
  const [first] = found ?? [];
  if (first !== undefined) throw new Error(first.message);
}

const TIMEOUT_MS = 30_000;

/** Sends JSON and returns the response. @throws Error with the status, and never with the token. */
async function postToTracker(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Redirects are refused, so that the token is sent only to its intended host.
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server returned status ${response.status}`);
  }
  return response.json();
}
