import { type BenchResult, NO_PEER } from '../bench-result.ts';
import type { InvestigationSource, JudgedInvestigation } from './investigate-recording.ts';
import type { PlantedIncident } from './planted-incidents.ts';

/** One run of an incident, and the results of its investigations. */
export interface JudgedIncident {
  readonly planted: PlantedIncident;
  readonly play: number;
  readonly all: JudgedInvestigation;
  readonly without: readonly (JudgedInvestigation & { readonly source: InvestigationSource })[];
}

/** Seconds from the truth within which a beginning has to be found. */
const LATEST_SECONDS = 120;

/** Builds the result matrix, and judges its claims. */
export function summariseIncidents(judged: readonly JudgedIncident[]): BenchResult {
  const incidents = judged.filter(({ planted }) => planted.cause !== null);
  const decoys = judged.filter(({ planted }) => planted.cause === null);
  const timed = incidents.filter(({ planted }) => planted.creeps !== true);
  const claim = (
    name: string,
    some: readonly JudgedIncident[],
    holds: (judgedIncident: JudgedIncident) => boolean,
    share = 1,
  ) => {
    const right = some.filter(holds).length;
    return {
      name,
      ours: `${right} of ${some.length}`,
      ...NO_PEER,
      limit: share === 1 ? 'all' : `${share * 100} %`,
      holds: right >= share * some.length,
    };
  };
  return {
    title: 'Incidents planted in a live service',
    method:
      'A shop of Fastify and PostgreSQL behind nginx, under k6 at a hundred requests a second, in a repository with deployments. After two minutes something happens to it: a deployment, or something outside of it. Its logs, its numbers and its repository are investigated by the command line, with all sources and without one.',
    rows: [
      claim('the right cause is first', incidents, ({ all }) => all.place === 1, 0.9),
      claim(
        'the right cause is among the first three',
        incidents,
        ({ all }) => (all.place ?? 9) <= 3,
      ),
      claim(
        'the beginning is within two minutes',
        timed,
        ({ all }) => Math.abs(all.offSeconds ?? 1e9) <= LATEST_SECONDS,
      ),
      claim(
        'of decoys nothing is established',
        decoys,
        ({ all }) => all.conclusion !== 'established',
      ),
      claim('nothing wrong is established', incidents, ({ all }) => !all.isWronglyEstablished),
      claim('nor without one of the sources', judged, ({ without }) =>
        without.every((ablation) => !ablation.isWronglyEstablished),
      ),
    ],
    tables: [
      {
        title: 'Each play',
        note: 'Place of the right cause, whether it is established with all sources, and without each.',
        head: [
          'incident',
          'play',
          'place',
          'established',
          'beginning off',
          ...(judged[0]?.without ?? []).map(({ source }) => `without ${source}`),
        ],
        body: judged.map(({ planted, play, all, without }) => [
          planted.name,
          String(play),
          placeOf(all, planted),
          all.conclusion,
          all.offSeconds === null ? 'none' : `${all.offSeconds.toFixed(0)} s`,
          ...without.map(
            (ablation) =>
              `${placeOf(ablation, planted)}, ${ablation.isWronglyEstablished ? 'WRONG' : ablation.conclusion}`,
          ),
        ]),
      },
    ],
  };
}

function placeOf({ place }: JudgedInvestigation, { cause }: PlantedIncident): string {
  if (cause === null) return 'decoy';
  return place === null ? 'none' : String(place);
}
