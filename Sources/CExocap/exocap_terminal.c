// The terminal's line settings. Apart from exocap_tty.c because <asm/termbits.h> clashes with <termios.h> (which <stdlib.h> and <pty.h> may bring).
#include "exocap_linux.h"

#include <asm/termbits.h>
#include <errno.h>
#include <sys/ioctl.h>

static const tcflag_t translations_in = IGNBRK | BRKINT | PARMRK | INPCK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF;
static const tcflag_t line_editing = ECHO | ECHONL | ICANON | ISIG | IEXTEN;

int exocap_tty_make_raw(int descriptor, uint32_t speed) {
  struct termios2 line;
  if (ioctl(descriptor, TCGETS2, &line) < 0) return -errno;
  line.c_iflag &= ~translations_in;
  line.c_oflag &= ~(tcflag_t)OPOST;
  line.c_lflag &= ~line_editing;
  line.c_cflag &= ~(tcflag_t)(CBAUD | (CBAUD << IBSHIFT) | CSIZE | PARENB | CSTOPB | CRTSCTS | HUPCL);
  line.c_cflag |= BOTHER | (BOTHER << IBSHIFT) | CS8 | CREAD | CLOCAL;
  line.c_ispeed = speed;
  line.c_ospeed = speed;
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  return ioctl(descriptor, TCSETS2, &line) < 0 ? -errno : 0;
}

int exocap_tty_read_line(int descriptor, struct exocap_tty_line *out) {
  struct termios2 line;
  if (ioctl(descriptor, TCGETS2, &line) < 0) return -errno;
  out->input_speed = line.c_ispeed;
  out->output_speed = line.c_ospeed;
  out->is_raw = (line.c_iflag & translations_in) == 0 && (line.c_oflag & OPOST) == 0 && (line.c_lflag & line_editing) == 0 &&
                (line.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS)) == CS8;
  return 0;
}
