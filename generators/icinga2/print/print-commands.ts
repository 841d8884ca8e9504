import { type Block, block } from "../../../src/contract/block.ts";
import type { Node } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { renderTemplate } from "../../../src/render/render-template.ts";
import { type CatalogCommand, ENVIRONMENT, runsCommand } from "../catalog-commands.ts";
import { OWN_COMMANDS, ownCommand } from "../itl.ts";
import type { Model } from "../model.ts";
import { PROGRAMS } from "../names.ts";
import { print, quote, withoutMacros } from "../quote.ts";

const TEMPLATE = "generators/icinga2/templates/commands.conf.eta";

/** Check commands that Icinga's library lacks: the same on all nodes except for programs of the catalog. */
export function commandPrinter(model: Model): (node: Node) => Block[] {
  const plugins = OWN_COMMANDS.map(printPlugin);
  const named = model.commands.map((command) => ({ command, printed: printNamed(command) }));
  const masters = new Set(model.roster.masters);
  return (node) =>
    renderTemplate(
      TEMPLATE,
      { programs: `/${PROGRAMS}` },
      {
        plugins,
        catalog: named.flatMap(({ command, printed }) =>
          runsCommand(command, node, masters.has(node)) ? [printed] : [],
        ),
      },
    );
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
