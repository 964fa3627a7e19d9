import { findInstalledPackage } from '../../../harness/host/installed-package.ts';
import { dependencyNames } from '../../../harness/packages/package-manifest.ts';
import { generateCommandScenario, generatePageScenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import {
  type CommandArguments,
  createKnownCandidate,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';
import type { ServerCandidate } from './server-candidates.ts';

/** Packages of projects whose pages people load, and whose build they wait for. */
const PAGE_BUILDERS = [
  'next',
  'nuxt',
  'vite',
  'astro',
  '@sveltejs/kit',
  '@remix-run/dev',
  'gatsby',
  'parcel',
  'webpack',
  'react-scripts',
  'gulp',
  '@11ty/eleventy',
];

/** Returns the candidates that load the home page in Chromium; none without playwright-core. */
export function findPageCandidates(
  project: InspectedProject,
  servers: readonly ServerCandidate[],
): readonly ScenarioCandidate[] {
  const { host, root } = project;
  if (!buildsPages(project)) return [];
  if (findInstalledPackage('playwright-core', root) === null) {
    if (servers.length > 0) {
      host.terminal.err(
        'skipping pages: without playwright-core no page can be loaded in Chromium\n',
      );
    }
    return [];
  }
  return servers.map(({ about, probe }) => ({
    about: `the home page of ${about}`,
    plan: async (signal) => {
      const found = await probe(signal);
      if (typeof found === 'string') {
        return { type: 'failed', problem: `the server is not running: ${found}` };
      }
      const { server, answers } = found;
      const path = answers.find((answer) => answer.path === '/')?.path ?? answers[0].path;
      const textOf = (prepare: CommandArguments | null) =>
        generatePageScenario({ ...server, prepare }, path);
      const more = { prepare: server.prepare, isLong: true };
      return { type: 'ready', first: createScenarioText(textOf, more) };
    },
  }));
}

/** Returns the build, which those who work on an application wait for. */
export function findBuildCandidates({ build }: InspectedProject): readonly ScenarioCandidate[] {
  if (build === null) return [];
  const text = build.command.join(' ');
  return [
    createKnownCandidate(
      `the build "${text}"`,
      createScenarioText(() => generateCommandScenario(text, build.command), {
        program: 'command',
        isLong: true,
      }),
    ),
  ];
}

/** True for a project whose pages are built. */
export function buildsPages({ manifest }: InspectedProject): boolean {
  const names = dependencyNames(manifest, ['dependencies', 'devDependencies']);
  return PAGE_BUILDERS.some((name) => names.includes(name));
}
