import { z } from 'zod';
import type { AuditTask } from '../outputs/issue-tracker-task-for-audit-findings.ts';
import { postToTracker, type TaskTracker } from './task-tracker.ts';

const LINEAR_URL = 'https://api.linear.app/graphql';

/** Priorities of Linear: 0 is none, 1 urgent, 4 low. */
const PRIORITIES: Readonly<Record<AuditTask['priority'], number>> = {
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
        priority: PRIORITIES[task.priority],
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
