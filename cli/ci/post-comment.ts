/**
 * Posts a file as perf-harness's only comment on a pull request, replacing the earlier comment with
 * the same first line. It runs unbuilt in a GitHub job, from a checkout without any packages. If it
 * cannot comment, it prints a notice, since the gate's verdict does not depend on the comment.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Maximum number of comments per page of the GitHub API. */
const PAGE = 100;
/** Maximum number of pages searched for an earlier comment. */
const MOST_PAGES = 30;
/** Timeout of a request, milliseconds; GitHub's own limit for a response is 10 s. */
const TIMEOUT_MS = 20_000;

interface Place {
  /** Address of the comments of the pull request. */
  readonly comments: string;
  /** Address of the repository's comments, by number. */
  readonly repository: string;
  /** Address of whom the token belongs to. */
  readonly self: string;
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly login?: string; readonly type?: string };
}

/** Thrown if there is nothing to post, or if posting is not permitted. */
class Skipped extends Error {}
/** Thrown if the token lacks the permission. */
class Forbidden extends Skipped {}

process.stdout.write(`${await postComment(process.argv[2] ?? '')}\n`);

async function postComment(file: string): Promise<string> {
  try {
    return await post(file, process.env);
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    return `::notice title=No comment from perf-harness::${escapeData(error.message)}`;
  }
}

async function post(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (!existsSync(file)) throw new Skipped('there is no report to post');
  const body = readFileSync(file, 'utf8');
  const place = placeOf(env);
  const content = JSON.stringify({ body });
  for (const id of await findEarlier(place, body.split('\n', 1)[0] ?? '')) {
    if (await writeOver(place, id, content)) return 'updated the comment on the pull request';
  }
  await ask(place, place.comments, { method: 'POST', body: content });
  return 'commented on the pull request';
}

/**
 * Returns true if the comment was replaced; another bot's comment must not be overwritten, and the
 * comment may be gone by now.
 */
async function writeOver(place: Place, id: number, body: string): Promise<boolean> {
  try {
    await ask(place, `${place.repository}/issues/comments/${id}`, { method: 'PATCH', body });
    return true;
  } catch (error) {
    if (error instanceof Forbidden) return false;
    throw error;
  }
}

function placeOf(env: NodeJS.ProcessEnv): Place {
  const { TOKEN: token, GITHUB_API_URL: api, GITHUB_REPOSITORY: name, GITHUB_EVENT_PATH } = env;
  if (!token) throw new Skipped('the job has no token; the report is in the job summary');
  const event = GITHUB_EVENT_PATH ? readFileSync(GITHUB_EVENT_PATH, 'utf8') : '{}';
  const { number } =
    (JSON.parse(event) as { readonly pull_request?: { readonly number?: number } }).pull_request ??
    {};
  if (number === undefined) throw new Skipped('this is not a pull request');
  const repository = `${api}/repos/${name}`;
  const comments = `${repository}/issues/${number}/comments`;
  return { repository, comments, self: `${api}/user`, token };
}

/**
 * Returns our own comments that begin with a marker, newest first. Ownership is checked, since
 * anyone can write such a comment and edit it later.
 */
async function findEarlier(place: Place, marker: string): Promise<readonly number[]> {
  const ours: number[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const found = (await ask(
      place,
      `${place.comments}?per_page=${PAGE}&page=${page}`,
    )) as readonly Comment[];
    for (const comment of found.filter(({ body }) => body?.split(/\r?\n/u, 1)[0] === marker)) {
      if (await isOurs(place, comment)) ours.unshift(comment.id);
    }
    if (found.length < PAGE) break;
  }
  return ours;
}

/** Jobs comment as a bot; with a token of a person, as that person. */
async function isOurs(place: Place, { user }: Comment): Promise<boolean> {
  if (user?.type === 'Bot') return true;
  if (user?.login === undefined) return false;
  const self = (await ask(place, place.self).catch(() => null)) as { login?: string } | null;
  return self?.login === user.login;
}

async function ask(
  { token }: Place,
  address: string,
  request: { readonly method?: string; readonly body?: string } = {},
): Promise<unknown> {
  const response = await fetch(address, {
    ...request,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    throw new Skipped(`GitHub could not be reached: ${error.message}`);
  });
  if (response.ok) {
    return response.json().catch((error: Error) => {
      throw new Skipped(`the response from GitHub could not be parsed: ${error.message}`);
    });
  }
  const { status } = response;
  if (status === 401 || status === 403 || status === 404) {
    throw new Forbidden(
      'the token cannot write comments. Pull requests from forks get a read-only token; otherwise give the job "permissions: pull-requests: write". The report is in the job summary',
    );
  }
  throw new Skipped(`GitHub responded to the comment with status ${status}`);
}

/** A message of a workflow command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
