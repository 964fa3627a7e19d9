import { bytesCodec } from './codecs/bytes-codec.ts';
import {
  boxedPrimitiveCodec,
  dateCodec,
  errorCodec,
  regexpCodec,
  urlCodec,
} from './codecs/date-regexp-url-and-error-codecs.ts';
import { mapCodec, setCodec } from './codecs/map-and-set-codecs.ts';
import {
  arrayCodec,
  functionCodec,
  plainObjectCodec,
} from './codecs/plain-object-array-and-function-codecs.ts';
import {
  iteratorCodec,
  opaqueCodec,
  promiseCodec,
} from './codecs/promise-iterator-and-native-object-codecs.ts';
import type { ObjectKind } from './encoded-value.ts';
import type { ValueCodec } from './value-codec.ts';

/** The first family that holds an object describes it. */
const FAMILIES: readonly ValueCodec[] = [
  functionCodec,
  arrayCodec,
  dateCodec,
  regexpCodec,
  mapCodec,
  setCodec,
  errorCodec,
  bytesCodec,
  boxedPrimitiveCodec,
  promiseCodec,
  iteratorCodec,
  urlCodec,
  opaqueCodec,
  plainObjectCodec,
];

const BY_KIND = new Map(FAMILIES.map((family) => [family.kind, family]));

export function findCodec(object: object): ValueCodec {
  return FAMILIES.find((family) => family.holds(object)) ?? plainObjectCodec;
}

export function findCodecByKind({ kind }: ObjectKind): ValueCodec {
  return BY_KIND.get(kind) ?? plainObjectCodec;
}
