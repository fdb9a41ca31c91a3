/**
 * The one contract of a run: what the parent asks of the child, what the child answers, and the events that the
 * panel, the command line and the tests read. Both sides validate what they receive with these schemas.
 */
import * as v from 'valibot';

/** A place in a source file. `line` and `column` count from 1, as V8's stacks do. */
export const Place = v.object({ file: v.string(), line: v.number(), column: v.number() });
export type Place = v.InferOutput<typeof Place>;

/** An error as people read it: `stack` names the user's own files and lines; `source` is its topmost one. */
export const ErrorInfo = v.object({
  name: v.string(),
  message: v.string(),
  stack: v.string(),
  source: v.nullable(Place),
});
export type ErrorInfo = v.InferOutput<typeof ErrorInfo>;

/** `timeoutMs`: wall-clock milliseconds from the load of the hook. `memoryMb`: mebibytes of the isolate's heap. */
export const Limits = v.object({
  timeoutMs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)),
  memoryMb: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(16_384)),
});
export type Limits = v.InferOutput<typeof Limits>;
/** 20 s is the limit of an Actions flow; none is documented for hooks. 128 MB is isolated-vm's own default. */
export const defaultLimits: Limits = { timeoutMs: 20_000, memoryMb: 128 };

const Headers = v.record(v.string(), v.union([v.string(), v.array(v.string())]));
const t = v.number();

/** Each event's `t` is in milliseconds since the hook was called, a float; negative before. */
export const StartEvent = v.object({
  type: v.literal('start'),
  t,
  file: v.string(),
  payloadName: v.string(),
  node: v.string(),
  limits: Limits,
});
export const LogLevel = v.picklist(['log', 'info', 'warn', 'error', 'debug']);
export type LogLevel = v.InferOutput<typeof LogLevel>;
export const LogEvent = v.object({
  type: v.literal('log'),
  t,
  level: LogLevel,
  text: v.string(),
  source: v.nullable(Place),
  afterCallback: v.boolean(),
});
/**
 * Sent when the request has left whole (or was refused); `id` pairs it with its response. `afterCallback`: it left
 * after cb, though it may have been made before.
 */
export const RequestEvent = v.object({
  type: v.literal('request'),
  t,
  id: v.number(),
  method: v.string(),
  url: v.string(),
  headers: Headers,
  bodyPreview: v.string(),
  bodyBytes: v.number(),
  source: v.nullable(Place),
  afterCallback: v.boolean(),
});
/** Sent when the answer has come whole, or when there will be none: then `error` says why. */
export const ResponseEvent = v.object({
  type: v.literal('response'),
  t,
  id: v.number(),
  status: v.nullable(v.number()),
  headers: Headers,
  bodyPreview: v.string(),
  bodyBytes: v.number(),
  durationMs: v.number(),
  error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  afterCallback: v.boolean(),
});
/**
 * A call of cb. `error` and `response` are what was passed: errors as ErrorInfo, plain data as JSON, the rest as
 * the text that Node's inspect gives; null where there was nothing.
 */
export const CallbackEvent = v.object({
  type: v.literal('callback'),
  t,
  index: v.number(),
  error: v.unknown(),
  response: v.unknown(),
  source: v.nullable(Place),
});
/** What is legal but probably wrong. `code` is stable, kebab-case. */
export const WarningEvent = v.object({
  type: v.literal('warning'),
  t,
  code: v.string(),
  message: v.string(),
  source: v.nullable(Place),
  afterCallback: v.boolean(),
});
export const Outcome = v.picklist([
  'success',
  'hook-error',
  'exception',
  'compile-error',
  'no-callback',
  'timeout',
  'out-of-memory',
  'cancelled',
  'crashed',
]);
export type Outcome = v.InferOutput<typeof Outcome>;
/**
 * The last event of every run. `reply` is what the platform would have answered, null where it gives no answer;
 * `durationMs` counts from the request to the end, `callbackMs` from the hook's call to the first cb (null: none).
 */
export const EndEvent = v.object({
  type: v.literal('end'),
  t,
  outcome: Outcome,
  reply: v.unknown(),
  error: v.nullable(ErrorInfo),
  durationMs: v.number(),
  callbackMs: v.nullable(v.number()),
  memoryMb: v.nullable(v.number()),
});

export const RunEvent = v.variant('type', [
  StartEvent,
  LogEvent,
  RequestEvent,
  ResponseEvent,
  CallbackEvent,
  WarningEvent,
  EndEvent,
]);
export type StartEvent = v.InferOutput<typeof StartEvent>;
export type LogEvent = v.InferOutput<typeof LogEvent>;
export type RequestEvent = v.InferOutput<typeof RequestEvent>;
export type ResponseEvent = v.InferOutput<typeof ResponseEvent>;
export type CallbackEvent = v.InferOutput<typeof CallbackEvent>;
export type WarningEvent = v.InferOutput<typeof WarningEvent>;
export type EndEvent = v.InferOutput<typeof EndEvent>;
export type RunEvent = v.InferOutput<typeof RunEvent>;

/** What a run needs. Everything that the child may know of the outside is in here. */
export const RunRequest = v.object({
  /** Absolute path of the hook's file; it need not exist (an untitled document has a made-up one). */
  file: v.string(),
  /** The hook's source, as it stands in the editor. */
  text: v.string(),
  payload: v.object({ name: v.string(), body: v.unknown() }),
  secrets: v.record(v.string(), v.string()),
  limits: Limits,
  /** `block` refuses every request of the hook. */
  network: v.picklist(['live', 'block']),
  /** Hosts that the hook may reach: a name, `*.name` for all below it, either with `:port`. None given: all. */
  allowedHosts: v.optional(v.array(v.string())),
  /** Certificate authorities (PEM) that the hook's TLS trusts besides Node's own. */
  certificateAuthorities: v.array(v.string()),
  /** Absolute folders that `require` may read, besides the package folders that Node would search for the hook. */
  folders: v.array(v.string()),
  /** JSON text of what earlier runs have left in context.webtask.storage; the runner itself fills it in. */
  stored: v.optional(v.string()),
});
export type RunRequest = v.InferOutput<typeof RunRequest>;

/** From the parent to the child: one run, once. */
export const ToChild = v.object({ type: v.literal('run'), run: RunRequest });
export type ToChild = v.InferOutput<typeof ToChild>;

/** From the child to the parent. `failed` is the runner's own failure, never the hook's. */
export const FromChild = v.variant('type', [
  v.object({ type: v.literal('ready'), node: v.string(), bootMs: v.number() }),
  v.object({ type: v.literal('events'), events: v.array(RunEvent) }),
  /** The run has come over, and nothing of it has been done yet. */
  v.object({ type: v.literal('taken') }),
  /** The platform's answer is known: it is in the `end` event, whoever has to make that one. */
  v.object({ type: v.literal('answered'), reply: v.unknown(), callbackMs: v.nullable(v.number()) }),
  /** What the hook leaves in context.webtask.storage for its next run, as JSON text; null: nothing. */
  v.object({ type: v.literal('stored'), json: v.nullable(v.string()) }),
  v.object({ type: v.literal('failed'), message: v.string() }),
]);
export type FromChild = v.InferOutput<typeof FromChild>;
