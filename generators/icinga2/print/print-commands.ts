import { type Block, block } from "../../../src/contract/block.ts";
import { at } from "../../../src/contract/origin.ts";
import { renderTemplate } from "../../../src/render/render-template.ts";
import { type CatalogCommand, ENVIRONMENT } from "../catalog-commands.ts";
import {
  BIRD_SESSION,
  CERTIFICATE,
  HAPROXY,
  LENIENT_COMMANDS,
  OWN_COMMANDS,
  ownCommand,
  ownProgram,
  strictCommand,
} from "../itl.ts";
import type { Model } from "../model.ts";
import { PROGRAMS } from "../names.ts";
import { print, quote, withoutMacros } from "../quote.ts";

const TEMPLATE = "generators/icinga2/templates/commands.conf.eta";

/** Those of the check commands that a node needs which Icinga's library lacks; none if there are none. */
export function commandPrinter({ commands }: Model): (needed: ReadonlySet<string>) => Block[] {
  const named = commands.map((command) => ({ command, printed: printNamed(command) }));
  return (needed) => {
    const plugins = OWN_COMMANDS.filter((plugin) => needed.has(ownCommand(plugin)));
    const catalog = named.filter(({ command }) => needed.has(command.name));
    const strict = LENIENT_COMMANDS.filter((library) => needed.has(strictCommand(library)));
    const programs = [...needed].filter((command) => ownProgram(command) !== undefined);
    if ([plugins, catalog, strict, programs].every((each) => each.length === 0)) return [];
    return renderTemplate(
      TEMPLATE,
      {
        ...{ programs: `/${PROGRAMS}`, birdSession: BIRD_SESSION, certificate: CERTIFICATE, haproxy: HAPROXY },
        ...{ plugins: plugins.length > 0, needs: (command: string) => needed.has(command) },
        strict: strict.map((library) => ({ library, command: strictCommand(library), plugin: `check_${library}` })),
      },
      { plugins: plugins.map(printPlugin), catalog: catalog.map(({ printed }) => printed) },
    );
  };
}

function printPlugin(plugin: string): Block {
  return block(ownCommand(plugin), [
    "",
    `object CheckCommand ${quote(ownCommand(plugin))} {`,
    '  import "intentlb:plugin"',
    `  command = [ PluginDir + ${quote(`/${plugin}`)} ]`,
    "}",
  ]);
}

function printNamed({ name, argv, service }: CatalogCommand): Block {
  return block(
    name,
    [
      "",
      `object CheckCommand ${quote(name)} {`,
      `  command = ${print(argv.map(withoutMacros))}`,
      `  env = ${print(ENVIRONMENT)}`,
      "}",
    ],
    [at(service, "health"), at(service, "monitoring")],
  );
}
