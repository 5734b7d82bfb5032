//! The few calls of ptrace that the kill tool needs. A trace belongs to the thread that began it.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use libc::{c_int, c_void, pid_t};

/// A thread has stopped, or a process has ended.
pub(crate) enum Stop {
    /// It is about to make a call of the system.
    Entry(Call),
    /// A signal is about to be delivered (0: none, the kernel only reports something).
    Signal(c_int),
    /// It is gone; the status as `waitpid` gives it.
    Gone(c_int),
}

/// A call of the system, before it happens.
pub(crate) struct Call {
    pub(crate) number: i64,
    pub(crate) args: [u64; 6],
}

/// Starts a program that stops before its first instruction, with everything it starts.
#[expect(
    unsafe_code,
    reason = "a hook between fork and exec, and ptrace itself, have no safe wrapper"
)]
pub(crate) fn start(command: &mut Command) -> io::Result<pid_t> {
    // SAFETY: between fork and exec only one call of the system is made, and nothing is allocated.
    unsafe {
        command.pre_exec(|| {
            let nothing = std::ptr::null_mut::<c_void>();
            match libc::ptrace(libc::PTRACE_TRACEME, 0, nothing, nothing) {
                -1 => Err(io::Error::last_os_error()),
                _ => Ok(()),
            }
        });
    }
    let pid = command.spawn()?.id().cast_signed();
    let (_, status) = wait_for(pid)?.ok_or(io::ErrorKind::NotFound)?;
    if !libc::WIFSTOPPED(status) {
        return Err(io::Error::other(format!(
            "the program ended before it began ({status:#x})"
        )));
    }
    let options = libc::PTRACE_O_TRACESYSGOOD
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_EXITKILL;
    request(libc::PTRACE_SETOPTIONS, pid, 0, options as usize)?;
    Ok(pid)
}

/// Lets a stopped thread run to its next stop. One that has been killed meanwhile is left alone.
pub(crate) fn resume(tid: pid_t, signal: c_int) -> io::Result<()> {
    match request(libc::PTRACE_SYSCALL, tid, 0, signal as usize) {
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Lets the call that a thread is about to make fail with `errno`: the kernel skips a call without a number
/// and hands back what stands where its result would be.
#[cfg(target_arch = "x86_64")]
pub(crate) fn refuse(tid: pid_t, errno: c_int) -> io::Result<()> {
    change(tid, |registers| {
        registers.orig_rax = u64::MAX;
        registers.rax = i64::from(-errno).cast_unsigned();
    })
}

/// Lets a thread write only the first half of what it is about to write.
#[cfg(target_arch = "x86_64")]
pub(crate) fn halve(tid: pid_t) -> io::Result<()> {
    change(tid, |registers| registers.rdx = registers.rdx.div_ceil(2))
}

#[cfg(target_arch = "x86_64")]
fn change(tid: pid_t, change: impl FnOnce(&mut libc::user_regs_struct)) -> io::Result<()> {
    let mut registers = std::mem::MaybeUninit::<libc::user_regs_struct>::zeroed();
    let place = registers.as_mut_ptr() as usize;
    request(libc::PTRACE_GETREGS, tid, 0, place)?;
    #[expect(unsafe_code, reason = "the kernel fills the structure")]
    // SAFETY: the structure is plain numbers, zero at first, and the request has succeeded.
    let mut registers = unsafe { registers.assume_init() };
    change(&mut registers);
    let place = (&raw const registers) as usize;
    request(libc::PTRACE_SETREGS, tid, 0, place).map(|_| ())
}

/// Elsewhere the registers have other names.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn refuse(_tid: pid_t, _errno: c_int) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Elsewhere the registers have other names.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn halve(_tid: pid_t) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits for any thread of the traced programs; `None` when all are gone.
pub(crate) fn wait() -> io::Result<Option<(pid_t, Stop)>> {
    let Some((tid, status)) = wait_for(-1)? else {
        return Ok(None);
    };
    if !libc::WIFSTOPPED(status) {
        return Ok(Some((tid, Stop::Gone(status))));
    }
    let signal = libc::WSTOPSIG(status);
    let stop = if signal == libc::SIGTRAP | 0x80 {
        call(tid)?.map_or(Stop::Signal(0), Stop::Entry)
    } else if signal == libc::SIGTRAP && status >> 16 != 0 {
        Stop::Signal(0)
    } else {
        Stop::Signal(signal)
    };
    Ok(Some((tid, stop)))
}

/// Ends the process of a thread; that it is gone already is as good.
#[expect(unsafe_code, reason = "sends a signal to a process by its number")]
pub(crate) fn kill(tid: pid_t) {
    // SAFETY: no memory is involved, and the thread is traced, so its number cannot belong to another one.
    unsafe { libc::kill(tid, libc::SIGKILL) };
}

/// The call that a thread is about to make; `None` if it comes back from one.
fn call(tid: pid_t) -> io::Result<Option<Call>> {
    // struct ptrace_syscall_info: what and architecture, two pointers, the number, six arguments.
    let mut info = [0_u64; 11];
    let address = info.as_mut_ptr() as usize;
    let read = request(
        libc::PTRACE_GET_SYSCALL_INFO,
        tid,
        size_of_val(&info),
        address,
    );
    match read {
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => return Ok(None),
        other => other?,
    };
    let [head, _, _, number, ..] = info;
    let [what, ..] = head.to_le_bytes();
    if what != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return Ok(None);
    }
    Ok(Some(Call {
        number: number.cast_signed(),
        args: std::array::from_fn(|index| info[4 + index]),
    }))
}

#[expect(unsafe_code, reason = "ptrace has no safe wrapper")]
fn request(what: libc::c_uint, tid: pid_t, address: usize, data: usize) -> io::Result<i64> {
    // SAFETY: the requests that touch our memory are GET_SYSCALL_INFO, where `address` is the length of the
    // array that `data` points to, and GETREGS and SETREGS, where `data` points to a structure of the kernel's
    // own size; all of them outlive the call.
    let result = unsafe { libc::ptrace(what, tid, address as *mut c_void, data as *mut c_void) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(result)
}

/// Only children of this thread: other tests wait for their own.
#[expect(
    unsafe_code,
    reason = "the standard library waits for whole processes only"
)]
fn wait_for(pid: pid_t) -> io::Result<Option<(pid_t, c_int)>> {
    loop {
        let mut status = 0;
        // SAFETY: `status` is a valid place for one integer.
        let tid = unsafe { libc::waitpid(pid, &raw mut status, libc::__WALL | libc::__WNOTHREAD) };
        if tid != -1 {
            return Ok(Some((tid, status)));
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EINTR) => {}
            Some(libc::ECHILD) => return Ok(None),
            _ => return Err(error),
        }
    }
}
