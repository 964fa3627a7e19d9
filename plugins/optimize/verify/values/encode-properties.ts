import type {
  EncodedProperty,
  EncodedValue,
  ObjectState,
  PropertyKeyValue,
} from './encoded-value.ts';
import { type DecodeContext, isIndex } from './value-codec.ts';

/**
 * Describes own properties in their order. Accessors are described, but not called.
 * @param isTold - True for properties that are described elsewhere.
 */
export function encodeProperties(
  object: object,
  isTold: (key: string | symbol) => boolean,
  tell: (value: unknown) => EncodedValue,
  closed: ObjectState['closed'],
): readonly EncodedProperty[] {
  return listOtherKeys(object, isTold).flatMap((key): EncodedProperty[] => {
    const own = Object.getOwnPropertyDescriptor(object, key);
    if (own === undefined) return [];
    const isAccessor = own.get !== undefined || own.set !== undefined;
    const isFixed = closed === 'frozen' || closed === 'sealed';
    return [
      {
        key: tell(key) as PropertyKeyValue,
        ...(isAccessor
          ? { value: null, get: tell(own.get), set: tell(own.set) }
          : { value: tell(own.value) }),
        ...(own.enumerable !== true && { hidden: true }),
        ...(own.writable === false && closed !== 'frozen' && { readOnly: true }),
        ...(own.configurable !== true && !isFixed && { permanent: true }),
      },
    ];
  });
}

/** Bytes of a view above which it has its items alone: listing the keys of an image takes 0.1 s. */
const LARGE_BYTES = 4_096;

/** Lists the own keys that the shape of an object does not contain. */
function listOtherKeys(
  object: object,
  isTold: (key: string | symbol) => boolean,
): readonly (string | symbol)[] {
  if (ArrayBuffer.isView(object) && object.byteLength > LARGE_BYTES) return [];
  const keys = Reflect.ownKeys(object);
  // Indexes precede all other keys.
  const others = isTold('0') ? keys.slice(keys.findLastIndex(isIndex) + 1) : keys;
  return others.filter((key) => !isTold(key));
}

/** Returns the degree to which an object is closed to changes. */
export function readExtensibility(object: object): ObjectState['closed'] {
  if (Object.isExtensible(object)) return undefined;
  // Without properties everything that cannot be extended is frozen, a function too.
  if (Object.isFrozen(object)) return 'frozen';
  return Object.isSealed(object) ? 'sealed' : 'inextensible';
}

/** Sets own properties to their recorded state and order, except those contained in the shape. */
export function restoreProperties(
  object: object,
  { properties, closed }: ObjectState,
  isTold: (key: string | symbol) => boolean,
  { make }: Pick<DecodeContext, 'make'>,
): void {
  if (Object.isExtensible(object)) {
    for (const key of listOtherKeys(object, isTold)) Reflect.deleteProperty(object, key);
  }
  for (const property of properties) {
    const { key, value, get, set, hidden, readOnly, permanent } = property;
    const common = { enumerable: hidden !== true, configurable: permanent !== true };
    const own: PropertyDescriptor =
      get !== undefined
        ? { ...common, get: make(get) as () => unknown, set: make(set ?? UNDEFINED) as () => void }
        : { ...common, writable: readOnly !== true, value: make(value) };
    Reflect.defineProperty(object, make(key) as string | symbol, own);
  }
  if (closed === 'frozen') Object.freeze(object);
  else if (closed === 'sealed') Object.seal(object);
  else if (closed === 'inextensible') Object.preventExtensions(object);
}

const UNDEFINED: EncodedValue = { is: 'undefined' };
