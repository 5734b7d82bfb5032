//! git over https without OpenSSL, so that building Lumarium needs nothing but a C compiler: libgit2 speaks the
//! protocol, and each of its questions is one request of ours.

#![expect(
    unsafe_code,
    reason = "git2 can only be given a transport for the whole process, which it calls unsafe"
)]

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Arc, Once};

use git2::transport::{
    Service, SmartSubtransport, SmartSubtransportStream, Transport, register as give,
};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use crate::limits;

/// Servers choose by its beginning what they speak.
const CALLED: &str = concat!("git/2.0 (lumarium ", env!("CARGO_PKG_VERSION"), ")");
/// From now on git2 can fetch from https addresses.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let agent = agent();
        let make = move |remote: &git2::Remote<'_>| {
            let https = Https {
                agent: agent.clone(),
            };
            Transport::smart(remote, true, https)
        };
        // SAFETY: the list of transports must not be read meanwhile; every use of git2 in this program goes
        // through `fetch_folder`, which comes here first, and `Once` lets the others wait.
        let given = unsafe { give("https", make) };
        if let Err(error) = given {
            tracing::warn!("nothing can be fetched from https addresses: {error}");
        }
    });
}

/// Where systems keep whom they trust.
const TRUSTED: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

fn agent() -> Agent {
    let named = std::env::var_os("SSL_CERT_FILE").is_some_and(|file| !file.is_empty());
    // Whom this machine trusts counts, also a company's own; a bare machine trusts nobody and gets Mozilla's list.
    let trusts = named || TRUSTED.iter().any(|file| Path::new(file).exists());
    let roots = if trusts {
        RootCerts::PlatformVerifier
    } else {
        RootCerts::WebPki
    };
    Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .user_agent(CALLED)
        .timeout_connect(Some(limits::FETCH_CONNECT_TIMEOUT))
        .timeout_recv_response(Some(limits::FETCH_ANSWER_TIMEOUT))
        .timeout_recv_body(Some(limits::FETCH_TIMEOUT))
        .max_redirects(3)
        .build()
        .into()
}

struct Https {
    agent: Agent,
}

impl SmartSubtransport for Https {
    fn action(
        &self,
        url: &str,
        action: Service,
    ) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        let url = url.trim_end_matches('/');
        let (url, posts) = match action {
            Service::UploadPackLs => (format!("{url}/info/refs?service=git-upload-pack"), false),
            Service::UploadPack => (format!("{url}/git-upload-pack"), true),
            Service::ReceivePackLs | Service::ReceivePack => {
                return Err(git2::Error::from_str(
                    "nothing is ever sent to a repository",
                ));
            }
        };
        Ok(Box::new(Exchange {
            agent: self.agent.clone(),
            url,
            posts,
            question: Vec::new(),
            answer: None,
        }))
    }

    fn close(&self) -> Result<(), git2::Error> {
        Ok(())
    }
}

/// One question and its answer.
struct Exchange {
    agent: Agent,
    url: String,
    posts: bool,
    question: Vec<u8>,
    answer: Option<Box<dyn Read + Send>>,
}

impl Exchange {
    fn ask(&self) -> io::Result<Box<dyn Read + Send>> {
        let failed = |error: ureq::Error| io::Error::other(Arc::new(error));
        let answer = if self.posts {
            self.agent
                .post(&self.url)
                .header("Content-Type", "application/x-git-upload-pack-request")
                .header("Accept", "application/x-git-upload-pack-result")
                .send(&self.question[..])
        } else {
            self.agent.get(&self.url).call()
        };
        Ok(Box::new(answer.map_err(failed)?.into_body().into_reader()))
    }
}

impl Read for Exchange {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.answer.is_none() {
            self.answer = Some(self.ask()?);
        }
        match &mut self.answer {
            Some(answer) => answer.read(buffer),
            None => Ok(0),
        }
    }
}

impl Write for Exchange {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.question.len() + bytes.len() > limits::FETCH_QUESTION_MAX {
            return Err(io::Error::other("git asks for too much at once"));
        }
        self.question.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
