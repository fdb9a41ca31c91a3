import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { ModuleFormat } from './hookSource.ts';
import { hasModuleSyntax, isTypeScript } from './sourceConversion.ts';

/** Tells how a file is taken, as Node does: by its extension, its package, and where neither says it by its syntax. */
export function createModuleFormat() {
  const packageTypes = new Map<string, unknown>();

  /** The `type` of the package that a folder belongs to; undefined where there is none. */
  const packageType = (folder: string): unknown => {
    if (packageTypes.has(folder)) return packageTypes.get(folder);
    let type: unknown;
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: unknown };
      type = manifest.type ?? 'none';
    } catch {
      const above = dirname(folder);
      type = above === folder || basename(folder) === 'node_modules' ? 'none' : packageType(above);
    }
    packageTypes.set(folder, type);
    return type;
  };
  return (file: string, text: string): ModuleFormat => {
    const extension = extname(file);
    if (extension === '.mjs' || extension === '.mts') return 'module';
    if (extension === '.cts') return 'interop';
    if (extension === '.cjs') return 'commonjs';
    const type = packageType(dirname(file));
    if (isTypeScript(file)) return type === 'module' ? 'module' : 'interop';
    if (extension !== '.js') return 'commonjs';
    if (type === 'none') return hasModuleSyntax(text) ? 'module' : 'commonjs';
    return type === 'module' ? 'module' : 'commonjs';
  };
}
