/**
 * Checks the text of a payload: what the platform would refuse, and what it would never send. Loads ajv and a JSON
 * parser, so it is imported when first needed, and never from another file of this folder.
 */
import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/payload.schema.json' with { type: 'json' };
import { type JsonPlaces, readJson, type Span, type Steps } from './jsonText.ts';

export interface PayloadFault {
  /** The place in the payload, as code names it: `context.connection`; empty for the payload itself. */
  path: string;
  /** What is wrong, what was expected and what is there, as a sentence. */
  message: string;
  /** The place in the text, in UTF-16 units from 0. */
  start: number;
  /** Behind the last unit. More than `start`, except in an empty text. */
  end: number;
}

export interface PayloadCheck {
  /** The parsed payload; undefined if the text is no JSON. Of a key that is there twice it has the last value. */
  body: unknown;
  /** What the platform refuses, in the order of the text. If there is any, nothing may run. */
  faults: PayloadFault[];
  /** What the platform accepts but never sends, in the order of the text. */
  warnings: PayloadFault[];
}

/**
 * Checks the text of a payload against `schemas/payload.schema.json`. The text is strict JSON, as the platform takes
 * it, without comments and trailing commas; only the first fault of one that is not is told. Never throws.
 */
export function checkPayload(text: string): PayloadCheck {
  const json = readJson(text);
  if (json.kind === 'syntaxError') {
    const { message, start, end } = json;
    return { body: undefined, faults: [{ path: '', message, start, end }], warnings: [] };
  }
  const faults: PayloadFault[] = [];
  const warnings = json.places.duplicateKeys().map(({ steps, start, end }) => {
    const message = `${nameOf(steps)} is there more than once: the last one counts, and this one does not.`;
    return { path: pathOf(steps), message, start, end };
  });
  validate(json.value);
  for (const error of validate.errors ?? []) {
    (error.parentSchema?.severity === 'warning' ? warnings : faults).push(faultOf(error, json.places));
  }
  const byPlace = (a: Span, b: Span) => a.start - b.start || a.end - b.end;
  return { body: json.value, faults: faults.sort(byPlace), warnings: warnings.sort(byPlace) };
}

// The schema serves the editor too, which knows these words. `severity` is ours: it tells what the platform accepts
// but never sends from what it refuses.
const ajv = new Ajv({ allErrors: true, verbose: true, ownProperties: true, allowUnionTypes: true });
ajv.addVocabulary([
  'severity',
  'errorMessage',
  'patternErrorMessage',
  'markdownDescription',
  'defaultSnippets',
]);
// The editor reports a field by its deprecationMessage alone; so its presence is the violation here.
ajv.addKeyword({ keyword: 'deprecationMessage', schemaType: 'string', validate: () => false });
const validate = ajv.compile(schema);

function faultOf(error: ErrorObject, places: JsonPlaces): PayloadFault {
  const { keyword, instancePath, params, data, message, parentSchema = {} } = error;
  const steps = instancePath.split('/').slice(1).map(unescapePointer);
  const name = nameOf(steps);
  if (keyword === 'required') {
    const missing = [...steps, String(params.missingProperty)];
    const sentence = `${nameOf(missing)} must be an object, but is missing.`;
    return { path: pathOf(missing), message: sentence, ...places.missingIn(steps) };
  }
  if (keyword === 'type') {
    const expected =
      parentSchema.severity === 'warning'
        ? `is ${kindOf(data)}, but the platform sends ${withArticle(String(params.type))}`
        : `must be an object, but is ${kindOf(data)}`;
    return { path: pathOf(steps), message: `${name} ${expected}.`, ...places.value(steps) };
  }
  if (keyword === 'deprecationMessage') {
    return { path: pathOf(steps), message: String(parentSchema.deprecationMessage), ...places.key(steps) };
  }
  const own: unknown =
    (keyword === 'pattern' && parentSchema.patternErrorMessage) || parentSchema.errorMessage;
  const sentence = typeof own === 'string' ? own : `${name} ${message ?? 'is not valid'}.`;
  return { path: pathOf(steps), message: sentence, ...places.value(steps) };
}

/** Of a step in a JSON pointer (RFC 6901), which ajv's paths are. */
function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function pathOf(steps: Steps): string {
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step)) return `${path}[${step}]`;
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

function nameOf(steps: Steps): string {
  return pathOf(steps) || 'The payload';
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return withArticle(Array.isArray(value) ? 'array' : typeof value);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
