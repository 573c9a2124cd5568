/* A page of HTML: numbered sections, figures and tables. What it makes is well-formed XML as well. */
#ifndef RLIF_CLI_STUDY_PAGE_H
#define RLIF_CLI_STUDY_PAGE_H

#include <glib.h>

typedef struct {
  GString *body, *contents, *findings;
  GStringChunk *kept;        /* numbers */
  guint sections, figures, tables;
} RlifPage;

RlifPage *rlif_page_new (void);
void rlif_page_free (RlifPage *page);

/* Begins a section, which gets the next number and a line in the contents. */
void rlif_page_section (RlifPage *page, const char *title);

void rlif_page_heading (RlifPage *page, const char *title);

/* A paragraph. The format is markup; what is put into it is escaped. */
void rlif_page_text (RlifPage *page, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Begins and ends a list, whose items are like paragraphs. */
void rlif_page_list_begin (RlifPage *page);
void rlif_page_item (RlifPage *page, const char *format, ...) G_GNUC_PRINTF (2, 3);
void rlif_page_list_end (RlifPage *page);

/* Text as it is, of a class of the style sheet: "listing", "refused". */
void rlif_page_verbatim (RlifPage *page, const char *class, const char *text);

/* A command line; it is not broken within words. */
void rlif_page_command (RlifPage *page, const char *line);

/* A picture within the page.
 *
 * @svg      [length] the file
 * @alt      what there is to see, for those who do not */
void rlif_page_figure (RlifPage *page, const char *svg, gsize length, const char *alt, const char *caption);

/* A table, row by row. The first cell is the name of its row, the others are numbers. A head is
 * markup. NULL ends heads and cells. */
void rlif_page_table_begin (RlifPage *page, const char *caption, const char *const head[]);
void rlif_page_row (RlifPage *page, const char *name, ...) G_GNUC_NULL_TERMINATED;
void rlif_page_table_end (RlifPage *page);

/* A line of the summary, which leads to the present section. */
void rlif_page_finding (RlifPage *page, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Numbers as text, a dash if there is none: measured, to some digits; set, as it was; a whole number; joules.
 * Returns: valid until the page is freed. */
const char *rlif_page_number (RlifPage *page, double value, int digits);
const char *rlif_page_setting (RlifPage *page, double value);
const char *rlif_page_count (RlifPage *page, double value);
const char *rlif_page_joules (RlifPage *page, double value);

/* Returns: (owned) the whole file. */
char *rlif_page_finish (const RlifPage *page, const char *title, const char *below_title);

#endif
