/* The style sheet of a study, for screens and for paper. */
#ifndef RLIF_CLI_STUDY_STYLE_H
#define RLIF_CLI_STUDY_STYLE_H

#define RLIF_STUDY_STYLE \
  "html { background: #fff; color: #262626; }\n" \
  "body { font: 17px/1.5 Charter, 'Bitstream Charter', Cambria, Georgia, 'DejaVu Serif', serif;\n" \
  "  max-width: 46em; margin: 2.5em auto; padding: 0 1.2em; }\n" \
  "h1 { font-size: 1.75em; line-height: 1.2; margin: 0 0 .2em; }\n" \
  "h2 { font-size: 1.3em; margin: 2.4em 0 .6em; padding-top: .5em; border-top: 1px solid #bbb; }\n" \
  "h3 { font-size: 1.05em; margin: 1.6em 0 .4em; }\n" \
  "p, ul { margin: .6em 0; } li { margin: .3em 0; }\n" \
  "a { color: #005a8c; text-decoration: none; } a:hover { text-decoration: underline; }\n" \
  "h2 .n, nav .n { display: inline-block; min-width: 2em; }\n" \
  ".below { color: #555; margin-top: 0; }\n" \
  "nav ol { list-style: none; padding: 0; columns: 2; }\n" \
  "pre, code { font-family: 'DejaVu Sans Mono', Consolas, Menlo, monospace; font-size: .8em; }\n" \
  "pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6em .8em; margin: .8em 0;\n" \
  "  line-height: 1.4; border-left: 3px solid #bbb; background: #f6f6f6; }\n" \
  "pre.command span { white-space: nowrap; }\n" \
  "pre.command { border-color: #0072b2; } pre.command::before { content: '$ '; color: #777; }\n" \
  "pre.refused { border-color: #d55e00; }\n" \
  "figure { margin: 1.4em 0; } figure img { display: block; max-width: 100%; margin: 0 auto; }\n" \
  "figcaption, caption, table { font-family: 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif; }\n" \
  "figcaption, caption { font-size: .82em; line-height: 1.4; text-align: left; color: #333; }\n" \
  "figcaption { margin-top: .5em; } caption { padding-bottom: .5em; }\n" \
  "table { border-collapse: collapse; margin: 1.4em 0; width: 100%; font-size: .82em;\n" \
  "  border-bottom: 1.5px solid #262626; font-variant-numeric: tabular-nums lining-nums; }\n" \
  "caption { font-size: 1em; }\n" \
  "thead th { border-top: 1.5px solid #262626; border-bottom: 1px solid #262626; vertical-align: bottom; }\n" \
  "th, td { padding: .22em .4em; text-align: right; font-weight: normal; white-space: nowrap; }\n" \
  "thead th { white-space: normal; } th:first-child, td:first-child { text-align: left; padding-left: 0; }\n" \
  "th.long { white-space: normal; } th:last-child, td:last-child { padding-right: 0; }\n" \
  "sup, sub { line-height: 0; font-size: .75em; }\n" \
  "@page { size: A4; margin: 18mm 19mm; }\n" \
  "@media print {\n" \
  "  body { font-size: 10.2pt; max-width: none; margin: 0; padding: 0; }\n" \
  "  a { color: inherit; }\n" \
  "  figure, table, pre.command, pre.refused, li { break-inside: avoid; page-break-inside: avoid; }\n" \
  "  h2, h3, caption { break-after: avoid; page-break-after: avoid; }\n" \
  "  p { orphans: 3; widows: 3; }\n" \
  "}\n"

#endif
