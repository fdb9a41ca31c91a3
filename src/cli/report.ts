import { relative } from 'node:path';
import { inspect, styleText } from 'node:util';
import { describeOutcome, formatBytes, formatDuration } from '../runner/outcome.ts';
import type { EndEvent, Place, RunEvent } from '../runner/protocol.ts';

type Style = Parameters<typeof styleText>[0];

interface Terminal {
  colours: boolean;
  write(line: string): void;
}

/** Prints a run's events for people, one after the other as they come. */
export function createReport({ colours, write }: Terminal): (event: RunEvent) => void {
  // Whether a terminal shows colours is decided by the caller, not by the stream that styleText would look at.
  const style = (format: Style, text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  const at = (place: Place | null) =>
    place === null ? '' : `  ${style('gray', `${relative('', place.file) || place.file}:${place.line}`)}`;
  const requests = new Map<number, string>();
  let requestsAfterCallback = 0;
  let divided = false;

  const divide = (afterCallback: boolean): void => {
    if (!afterCallback || divided) return;
    divided = true;
    write(style('gray', '-- after the callback --'));
  };

  return (event) => {
    switch (event.type) {
      case 'start':
        break;
      case 'log': {
        divide(event.afterCallback);
        const styles = { log: 'reset', info: 'blue', debug: 'gray', warn: 'yellow', error: 'red' } as const;
        const label = event.level === 'log' ? '' : `${event.level}: `;
        write(`${style(styles[event.level], label + event.text)}${at(event.source)}`);
        break;
      }
      case 'request':
        divide(event.afterCallback);
        if (event.afterCallback) requestsAfterCallback += 1;
        requests.set(event.id, `${event.method} ${event.url}`);
        write(
          `${style('cyan', `-> ${event.method} ${event.url}`)} ${formatBytes(event.bodyBytes)}${at(event.source)}`,
        );
        break;
      case 'response': {
        const request = requests.get(event.id) ?? '';
        const took = formatDuration(event.durationMs);
        if (event.error) write(style('red', `<- ${request}  ${event.error.message} (${took})`));
        else
          write(
            `${style('cyan', `<- ${event.status}`)} ${request}  ${formatBytes(event.bodyBytes)} in ${took}`,
          );
        break;
      }
      case 'callback': {
        const told = event.error
          ? tell(event.error)
          : event.response === null
            ? ''
            : `null, ${tell(event.response)}`;
        write(`${style('magenta', `cb(${told})`)}${at(event.source)}`);
        break;
      }
      case 'warning':
        write(`${style('yellow', `warning: ${event.message}`)}${at(event.source)}`);
        break;
      case 'end':
        writeEnd(event);
        break;
      default:
        event satisfies never;
    }
  };

  function writeEnd(event: EndEvent): void {
    if (event.error && event.outcome !== 'hook-error') write(style('red', event.error.stack));
    const memory = event.memoryMb === null ? '' : `, ${Math.round(event.memoryMb)} MB`;
    const facts = style('gray', `${event.outcome}, ${formatDuration(event.durationMs)}${memory}`);
    write(
      `${style(event.outcome === 'success' ? 'green' : 'red', describeOutcome(event, requestsAfterCallback))}  ${facts}`,
    );
  }
}

/** An error by its name and message, anything else as Node shows it. */
function tell(value: unknown): string {
  if (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'message' in value &&
    'stack' in value
  ) {
    return `${value.name}: ${value.message}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 4, breakLength: 100 });
}
