import { z } from 'zod';
import { postToTracker, type TaskTracker } from './task-tracker.ts';

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
