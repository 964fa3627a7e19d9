/** The cases of this half, by name. */

import type { RepositoryCase } from './evaluation-case.ts';
import { CASE as acorn } from './held-out/acorn.ts';
import { CASE as audiobookshelf } from './held-out/audiobookshelf.ts';
import { CASE as cheerio } from './held-out/cheerio.ts';
import { CASE as csstree } from './held-out/csstree.ts';
import { CASE as fastJsonStringify } from './held-out/fast-json-stringify.ts';
import { CASE as fastify } from './held-out/fastify.ts';
import { CASE as findMyWay } from './held-out/find-my-way.ts';
import { CASE as fuse } from './held-out/fuse.ts';
import { CASE as geojsonVt } from './held-out/geojson-vt.ts';
import { CASE as graphlib } from './held-out/graphlib.ts';
import { CASE as graphqlJs } from './held-out/graphql-js.ts';
import { CASE as htmlparser2 } from './held-out/htmlparser2.ts';
import { CASE as liquidjs } from './held-out/liquidjs.ts';
import { CASE as minisearch } from './held-out/minisearch.ts';
import { CASE as pgProtocolStrings } from './held-out/pg-protocol-strings.ts';
import { CASE as postcss } from './held-out/postcss.ts';
import { CASE as svgo } from './held-out/svgo.ts';
import { CASE as tududi } from './held-out/tududi.ts';
import { CASE as ueberdbPostgres } from './held-out/ueberdb-postgres.ts';
import { CASE as yaml } from './held-out/yaml.ts';

export const HELD_OUT_CASES: readonly RepositoryCase[] = [
  acorn,
  audiobookshelf,
  cheerio,
  csstree,
  fastJsonStringify,
  fastify,
  findMyWay,
  fuse,
  geojsonVt,
  graphlib,
  graphqlJs,
  htmlparser2,
  liquidjs,
  minisearch,
  pgProtocolStrings,
  postcss,
  svgo,
  tududi,
  ueberdbPostgres,
  yaml,
];
